"""What people type into the room."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from incidents.command.slash_words.reading import MOMENT
from incidents.record.models import Impact, Role
from incidents.record.models.entry import WRITTEN_BY_HAND
from incidents.record.uploads import LARGEST, MOST_FILES, CannotAttach, Upload, examined
from portal.people.models import User


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Any number of files, each examined; `clean` gives a list of Upload."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = [one for one in (data or []) if one]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"At most {MOST_FILES} files at once.")
        try:
            return [_examined(one) for one in given]
        except CannotAttach as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def _examined(given: UploadedFile) -> Upload:
    if (given.size or 0) > LARGEST:
        raise CannotAttach(f"{given.name} is larger than 10 MB: attach the part that matters.")
    return examined(given.name or "file", given.read())


class EntryForm(forms.Form):
    """A text longer than an entry becomes an attached log; so may the words be missing where
    a file speaks."""

    body = forms.CharField(
        label="What are you doing, and why?",
        required=False,
        max_length=400_000,
        widget=forms.Textarea(
            attrs={
                "class": "input",
                "rows": 3,
                "placeholder": "What are you doing, and why? Type / for commands, @13:57 for when",
                "data-key": "c",
            }
        ),
    )
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in WRITTEN_BY_HAND],
        initial="note",
        required=False,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    happened = forms.CharField(
        label="When, if earlier",
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "input short", "placeholder": "13:57", "autocomplete": "off"}
        ),
    )
    attached = FilesField(
        label="Attach",
        required=False,
        widget=ManyFiles(
            attrs={"accept": ".png,.jpg,.jpeg,.webp,.gif,.pdf,.txt,.log,.json,.csv,.md,.yaml,.yml"}
        ),
    )

    def clean_happened(self) -> str:
        """As it stands in front of an entry: "@13:57 "."""
        typed = str(self.cleaned_data["happened"]).strip().removeprefix("@")
        if not typed:
            return ""
        if MOMENT.fullmatch(f"@{typed} ") is None:
            raise forms.ValidationError("Write when it happened like 13:57, or 2026-11-19 13:57.")
        return f"@{typed} "


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role)
    person = forms.ModelChoiceField(
        queryset=User.objects.active().named(), widget=forms.Select(attrs={"class": "input"})
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )


class ImpactForm(forms.ModelForm[Impact]):
    class Meta:
        model = Impact
        fields = (
            "customers_affected",
            "share",
            "revenue_per_hour",
            "data_at_risk",
            "support_tickets",
            "regions",
            "note",
            "measured",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, bound in self.fields.items():
            if name != "measured":
                bound.widget.attrs["class"] = "input"
