from django import forms

from incidents.learning.models import CorrectiveAction, Postmortem
from portal.people.models import User

WHYS = 5


class PostmortemForm(forms.ModelForm[Postmortem]):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Postmortem
        fields = (
            "summary",
            "impact",
            "root_cause",
            "contributing_factors",
            "detection",
            "remediation",
            "lessons",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in self.Meta.fields:
            self.fields[name].widget.attrs |= {"class": "input", "rows": 3}
        known = list(self.instance.whys.filter(chain=1).order_by("position"))
        for number in range(WHYS):
            why = known[number] if number < len(known) else None
            for part in ("question", "answer"):
                self.fields[f"why_{number}_{part}"] = forms.CharField(
                    label=f"Why {number + 1}" if part == "question" else "Because",
                    required=False,
                    max_length=240,
                    initial=getattr(why, part, ""),
                    widget=forms.TextInput(attrs={"class": "input"}),
                )

    def whys(self) -> list[tuple[str, str]]:
        typed = self.cleaned_data
        return [
            (typed[f"why_{number}_question"], typed[f"why_{number}_answer"])
            for number in range(WHYS)
        ]

    def section_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]

    def why_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"why_{one}_question"], self[f"why_{one}_answer"]) for one in range(WHYS)]


class ActionForm(forms.ModelForm[CorrectiveAction]):
    owner = forms.ModelChoiceField(
        queryset=User.objects.active().named(),
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )

    class Meta:
        model = CorrectiveAction
        fields = ("text", "owner", "due_on", "measure")
        labels = {"text": "What will change", "due_on": "Due", "measure": "Done when"}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "text": forms.TextInput(attrs={"class": "input"}),
            "due_on": forms.DateInput(attrs={"class": "input", "type": "date"}),
            "measure": forms.TextInput(attrs={"class": "input"}),
        }
