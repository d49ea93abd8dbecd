"""What people type about being told. The answer is the same for every address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.post.channels.outside import NotAllowed, check
from statuspage.models import Component, Page, SubscriberChannel, Volume

MOST_ADDRESS = 500
MOST_EMAIL = 254
_MISSING = {
    SubscriberChannel.EMAIL: "Write the e-mail address we should write to.",
    SubscriberChannel.SLACK: "Paste the address of the channel's incoming webhook.",
    SubscriberChannel.TEAMS: "Paste the address of the channel's incoming webhook.",
    SubscriberChannel.WEBHOOK: "Write the HTTPS address we should send to.",
}


def usable_address(channel: str, typed: str) -> str:
    """The address as it is kept. Raises ValidationError saying what is wrong with it."""
    address = typed.strip()
    if not address:
        raise ValidationError(_MISSING[SubscriberChannel(channel)])
    if channel == SubscriberChannel.EMAIL:
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(
                "“%(typed)s” is not a complete e-mail address. It needs a name, an @ and a "
                "host, like you@example.com.",
                params={"typed": address[:80]},
            ) from None
        if len(address) > MOST_EMAIL:
            raise ValidationError("This e-mail address is too long.")
        return address.lower()
    if len(address) > MOST_ADDRESS:
        raise ValidationError("This address is too long: 500 characters at most.")
    try:
        check(address)
    except NotAllowed as refusal:
        raise ValidationError(str(refusal)) from refusal
    return address


class ScopeForm(forms.Form):
    """What, and how much."""

    components = forms.MultipleChoiceField(required=False)
    groups = forms.MultipleChoiceField(required=False)
    volume = forms.ChoiceField(choices=Volume, required=False)
    maintenance = forms.BooleanField(required=False)
    component_changes = forms.BooleanField(required=False)
    language = forms.CharField(max_length=5, required=False)

    def __init__(
        self, *args: Any, components: Sequence[Component], page: Page, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = {one.group.public_id for one in components if one.group}
        self._offer("components", [one.public_id for one in components])
        self._offer("groups", sorted(groups))
        self.page = page

    def _offer(self, name: str, values: list[str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one, one) for one in values]

    def clean_volume(self) -> str:
        return str(self.cleaned_data["volume"] or Volume.EVERY)

    def clean_language(self) -> str:
        return self.page.language_for(self.cleaned_data["language"])

    def scope(self) -> dict[str, Any]:
        """What was chosen, as a wish keeps it."""
        names = ("components", "groups", "volume", "maintenance", "component_changes", "language")
        return {name: self.cleaned_data[name] for name in names}


class AddressForm(forms.Form):
    """Where: one field for each channel, of which the chosen one counts; where that is empty
    and one other is filled in, that one."""

    channel = forms.ChoiceField(choices=SubscriberChannel, required=False)
    email = forms.CharField(required=False)
    slack = forms.CharField(required=False)
    teams = forms.CharField(required=False)
    webhook = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "channel" in self.errors:
            return found
        channel = found.get("channel") or SubscriberChannel.EMAIL
        filled = [one for one in SubscriberChannel.values if found.get(one, "").strip()]
        if not found.get(channel, "").strip() and len(filled) == 1:
            channel = filled[0]
        found["channel"] = channel
        try:
            found["address"] = usable_address(channel, found.get(channel, ""))
        except ValidationError as refusal:
            self.add_error(channel, refusal)
        return found


class SubscribeForm(AddressForm, ScopeForm):
    """What somebody asks to be told, and where. With `notice`, of that one only."""

    notice = forms.CharField(max_length=20, required=False)
