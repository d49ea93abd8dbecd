"""What people type while they learn."""

from collections.abc import Sequence
from typing import Any

from django import forms

from incidents.learning.actions.save_postmortem import Chain
from incidents.learning.models import SECTIONS, CorrectiveAction, Postmortem
from incidents.learning.timeline import Line
from portal.people.models import User

ROWS, SHOWN, MOST_CHAINS = 7, 5, 6
LONGEST = 20_000
HINTS = {
    "summary": "What customers lived through, in two sentences: what, how long, how many.",
    "impact": "Customers, money, data, promises.",
    "root_cause": "The mechanism: which part, at what limit, for lack of what.",
    "contributing_factors": "What made it likelier, longer or worse.",
    "detection": "Who or what noticed first, after how long, and what should have.",
    "remediation": "What brought it back, and what was tried before.",
    "lessons": "What went well, what went badly, where luck helped.",
}


class PostmortemForm(forms.Form):
    """The whole text: sections, chains of whys, and, while choosing, the lines of the room."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        postmortem: Postmortem,
        lines: Sequence[Line] = (),
        another_chain: bool = False,
    ) -> None:
        super().__init__(data, initial={"version": postmortem.version})
        for name in SECTIONS:
            self.fields[name] = forms.CharField(
                required=False,
                max_length=LONGEST,
                help_text=HINTS[name],
                initial=getattr(postmortem, name),
                widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
            )
        whys: dict[int, list[Any]] = {}
        for why in postmortem.whys.in_order():
            whys.setdefault(why.chain, []).append(why)
        typed = _number(data.get("chains")) if data is not None else 0
        self.chain_count = min(max(typed, len(whys) + another_chain, 1), MOST_CHAINS)
        for chain in range(1, self.chain_count + 1):
            self._add_chain(chain, whys.get(chain, []))
        self.lines = lines
        for line in lines:
            seq = line.entry.seq
            self.fields[f"keep_{seq}"] = forms.BooleanField(
                required=False, initial=line.kept, label=line.text
            )
            self.fields[f"caption_{seq}"] = _text("What a reader should know", line.caption)

    def _add_chain(self, chain: int, known: Sequence[Any]) -> None:
        for row in range(1, ROWS + 1):
            why = known[row - 1] if row <= len(known) else None
            asked, answered = getattr(why, "question", ""), getattr(why, "answer", "")
            self.fields[f"why_{chain}_{row}_question"] = _text(f"Why {row}", asked)
            self.fields[f"why_{chain}_{row}_answer"] = _text("Because", answered, longest=2000)
        ends = known[-1].ends_because if known else ""
        self.fields[f"why_{chain}_ends"] = _text("It ends here because", ends)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        for chain, row in self._places():
            answer = typed.get(f"why_{chain}_{row}_answer")
            if answer and not typed.get(f"why_{chain}_{row}_question"):
                self.add_error(f"why_{chain}_{row}_question", "Write the question, too.")
        return typed

    def _places(self) -> list[tuple[int, int]]:
        chains = range(1, self.chain_count + 1)
        return [(chain, row) for chain in chains for row in range(1, ROWS + 1)]

    def sections(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in SECTIONS}

    def chains(self) -> list[Chain]:
        typed = self.cleaned_data
        return [
            Chain(
                tuple(
                    (typed[f"why_{chain}_{row}_question"], typed[f"why_{chain}_{row}_answer"])
                    for row in range(1, ROWS + 1)
                ),
                typed[f"why_{chain}_ends"],
            )
            for chain in range(1, self.chain_count + 1)
        ]

    def hidden(self) -> dict[int, bool]:
        """The lines whose keeping was changed, by their number in the room."""
        chosen = {}
        for line in self.lines:
            keep = self.cleaned_data[f"keep_{line.entry.seq}"]
            if keep != line.kept:
                chosen[line.entry.seq] = not keep
        return chosen

    def captions(self) -> dict[int, str]:
        said = {line.entry.seq: self.cleaned_data[f"caption_{line.entry.seq}"].strip()
                for line in self.lines}  # fmt: skip
        before = {line.entry.seq: line.caption for line in self.lines}
        return {seq: caption for seq, caption in said.items() if caption != before[seq]}

    def section_field(self, name: str) -> forms.BoundField:
        return self[name]

    def chain_fields(self) -> list[dict[str, Any]]:
        """Per chain its rows of question and answer, as many as are filled and one more."""
        shown = []
        for chain in range(1, self.chain_count + 1):
            rows = [
                (self[f"why_{chain}_{row}_question"], self[f"why_{chain}_{row}_answer"])
                for row in range(1, ROWS + 1)
            ]
            filled = [n for n, (q, a) in enumerate(rows, 1) if q.value() or a.value() or q.errors]
            last = min(max(SHOWN, (filled[-1] if filled else 0) + 1), ROWS)
            shown.append({"number": chain, "rows": rows[:last], "ends": self[f"why_{chain}_ends"]})
        return shown

    def line_fields(self) -> list[tuple[Line, forms.BoundField, forms.BoundField]]:
        return [
            (line, self[f"keep_{line.entry.seq}"], self[f"caption_{line.entry.seq}"])
            for line in self.lines
        ]


def _text(label: str, initial: str, *, longest: int = 240) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        initial=initial,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


def _number(typed: object) -> int:
    return int(typed) if isinstance(typed, str) and typed.isascii() and typed.isdigit() else 0


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        queryset=User.objects.active().named(), widget=forms.Select(attrs={"class": "input"})
    )


class ActionForm(forms.ModelForm[CorrectiveAction]):
    """Nothing but the words is demanded; what is missing is marked."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.active().named(),
        required=False,
        empty_label="nobody yet",
        widget=forms.Select(attrs={"class": "input"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CorrectiveAction
        fields = ("text", "owner", "due_on", "measure", "ticket")
        labels = {"text": "What will change", "due_on": "Due", "measure": "Done when"}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "text": "Specific: “alert on API answers over 500 ms”, not “improve monitoring”.",
            "measure": "What somebody else can look at and see.",
            "ticket": "Its number or address in your tracker.",
        }
        widgets = {  # noqa: RUF012
            "text": forms.TextInput(attrs={"class": "input"}),
            "due_on": forms.DateInput(attrs={"class": "input", "type": "date"}),
            "measure": forms.TextInput(attrs={"class": "input"}),
            "ticket": forms.TextInput(attrs={"class": "input"}),
        }

    def wanted(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ReportForm(forms.Form):
    """What customers read of it."""

    text = forms.CharField(max_length=50_000)
    tell = forms.BooleanField(required=False)
