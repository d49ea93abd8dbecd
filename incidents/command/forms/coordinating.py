"""What people type when several incidents run at once."""

from typing import Any

from django import forms

from incidents.record.models import Incident, LinkKind
from portal.people.models import User


class LinkForm(forms.Form):
    kind = forms.ChoiceField(
        label="This one is",
        choices=LinkKind,
        initial=LinkKind.RELATED,
        widget=forms.Select(attrs={"class": "input"}),
    )
    other = forms.ModelChoiceField(
        label="Which",
        queryset=Incident.objects.none(),
        widget=forms.Select(attrs={"class": "input"}),
        empty_label="Choose an incident",
    )

    def __init__(self, *args: Any, viewer: User, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Incident.objects.visible_to(viewer).exclude(pk=incident.pk).newest_first()
        newest = seen.values_list("pk", flat=True)[:50]
        self.fields["other"].queryset = Incident.objects.filter(pk__in=list(newest)).newest_first()  # type: ignore[attr-defined]


class WaitForm(forms.Form):
    reason = forms.CharField(
        label="It waits because",
        max_length=240,
        widget=forms.TextInput(
            attrs={"class": "input", "placeholder": "Payments first; sign-in is slow, not down"}
        ),
    )
    behind = forms.ModelChoiceField(
        label="Goes first", queryset=Incident.objects.none(), required=False
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Incident.objects.visible_to(viewer).open()
        self.fields["behind"].queryset = seen  # type: ignore[attr-defined]
