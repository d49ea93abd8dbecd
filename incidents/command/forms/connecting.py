"""Forms of other systems that hear of incidents."""

from typing import Any

from django import forms

from incidents.catalog.models import severity_label
from incidents.command.actions.connect_system import SECRET_ADDRESSES, SystemSettings
from incidents.command.models import Adapter, AdapterKind
from incidents.record.models import EventType

LEVELS = [(level, f"{severity_label(level)} and worse") for level in (3, 2, 1, 0)]


class EndpointForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=80, widget=forms.TextInput(attrs={"class": "input"})
    )
    url = forms.CharField(
        label="Address",
        max_length=500,
        help_text="https://, on port 443 or 8443.",
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        label="Which events?",
        choices=EventType.choices,
        initial=list(EventType.values),
        widget=forms.CheckboxSelectMultiple,
    )
    last_level = forms.TypedChoiceField(
        label="Of which incidents?",
        coerce=int,
        choices=LEVELS,
        initial=3,
        widget=forms.Select(attrs={"class": "input"}),
    )
    private_too = forms.BooleanField(
        label="Private incidents too: reference, severity and state, nothing else",
        required=False,
    )

    def __init__(self, *args: Any, endpoint: Adapter | None = None, **kwargs: Any) -> None:
        if endpoint is not None:
            kwargs["initial"] = {
                "name": endpoint.name,
                "url": endpoint.base_url,
                "events": endpoint.events or list(EventType.values),
                "last_level": endpoint.last_level,
                "private_too": endpoint.private_too,
            }
        super().__init__(*args, **kwargs)


# What each system is told, in the order it is asked: label and hint.
ASKED: dict[str, dict[str, tuple[str, str]]] = {
    AdapterKind.SLACK: {
        "secret": ("Bot token", "Begins xoxb-."),
        "invite": (
            "Invite to every channel",
            "Member ids, by commas. May be empty.",
        ),
        "archive": ("Archive the channel when the incident is closed", ""),
    },
    AdapterKind.SLACK_HOOK: {
        "base_url": ("Webhook URL", "Begins https://hooks.slack.com/services/."),
    },
    AdapterKind.TEAMS: {"base_url": ("Address of the workflow", "The whole of it.")},
    AdapterKind.JIRA: {
        "base_url": ("Address of Jira", "Like https://you.atlassian.net."),
        "account": ("E-mail of the account", ""),
        "secret": ("API token", ""),
        "place": ("Project key", "Like OPS."),
        "done_name": ("Transition that ends a ticket", "Empty: the one to done."),
    },
    AdapterKind.SERVICENOW: {
        "base_url": ("Address of ServiceNow", "Like https://you.service-now.com."),
        "account": ("User name", ""),
        "secret": ("Password", ""),
        "place": ("Assignment group", "May be empty."),
        "done_name": ("Close code", "Empty: “Solution provided”."),
    },
    AdapterKind.BRIDGE: {
        "base_url": ("Link to the call", "{channel} or {reference} in it are replaced."),
    },
}
MAY_BE_EMPTY = ("invite", "done_name", "archive")
OTHER_TOKENS = {
    "xoxp-": "This is a person's token.",
    "xapp-": "This is an app-level token.",
    "xoxe": "This token changes by itself.",
    "https://": "This is an address.",
}


class SystemForm(forms.Form):
    """Only what this kind of system is asked. What is secret is never shown again."""

    name = forms.CharField(label="Name", max_length=80)
    base_url = forms.CharField(max_length=500)
    account = forms.CharField(max_length=160)
    secret = forms.CharField(
        max_length=500,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    place = forms.CharField(max_length=160)
    invite = forms.CharField(max_length=500)
    done_name = forms.CharField(max_length=120)
    archive = forms.BooleanField(initial=True)
    last_level = forms.TypedChoiceField(
        label="For which incidents?", coerce=int, choices=LEVELS, initial=1
    )

    def __init__(
        self, *args: Any, kind: AdapterKind, adapter: Adapter | None = None, **kwargs: Any
    ) -> None:
        self.kind, asked = kind, ASKED[kind]
        if adapter is not None:
            kwargs["initial"] = _present(adapter)
        super().__init__(*args, **kwargs)
        wanted = ("name", *asked, "last_level")
        self.fields = {name: self.fields[name] for name in wanted}
        kept = adapter is not None
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "" if name == "archive" else "input")
            if name not in asked:
                continue
            field.label, field.help_text = asked[name]
            secret = name == "secret" or (name == "base_url" and kind in SECRET_ADDRESSES)
            if secret and kept:
                field.help_text = f"{field.help_text} Empty keeps the present one.".strip()
            optional = name == "place" and kind != AdapterKind.JIRA
            field.required = not (name in MAY_BE_EMPTY or optional or (secret and kept))

    def clean_secret(self) -> str:
        typed = str(self.cleaned_data["secret"])
        if self.kind == AdapterKind.SLACK and typed:
            for start, words in OTHER_TOKENS.items():
                if typed.startswith(start):
                    raise forms.ValidationError(
                        f"{words} Paste the Bot User OAuth Token, which begins xoxb-."
                    )
        return typed

    def settings(self) -> SystemSettings:
        return SystemSettings(
            **{name: said for name, said in self.cleaned_data.items() if name != "secret"}
        )


def _present(adapter: Adapter) -> dict[str, Any]:
    hidden = adapter.kind in SECRET_ADDRESSES
    return {
        "name": adapter.name,
        "base_url": "" if hidden else adapter.base_url,
        "account": adapter.account,
        "place": adapter.place,
        "invite": adapter.invite,
        "done_name": adapter.done_name,
        "archive": adapter.archive,
        "last_level": adapter.last_level,
    }


class SinceForm(forms.Form):
    since = forms.DateTimeField(
        label="Failed since (UTC)",
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "input"}
        ),
    )
