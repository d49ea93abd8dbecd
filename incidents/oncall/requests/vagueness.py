"""Questions to whoever asks for help in words that nobody can begin with.

A question never forbids anything: it is put once, and whoever presses again sends.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from incidents.oncall.models import AskedField, AskingGuide, VagueWords

PROBLEM = "problem"
ENOUGH = 2
FEWEST_WORDS = 3
# What can be looked up: names with marks inside, codes, numbers, what stands in quotes.
_SPECIFIC = re.compile(
    r"[\"'“`][^\"'”`]{2,}[\"'”`]|\w+(?:[_./:@-]\w+)+|\b[A-Z]{2,}\w*\d\w*\b|\b\w*\d\w*\b"
)


@dataclass(frozen=True)
class Question:
    """What is asked, at which field, with an example of an answer that helps."""

    field: str
    text: str
    example: str = ""

    @property
    def words(self) -> str:
        return f"{self.text} For example: “{self.example}”." if self.example else self.text


@dataclass(frozen=True)
class Asking:
    """All that is known about asking one kind of team, read once."""

    guide: AskingGuide | None
    fields: Sequence[AskedField]
    vague: Sequence[VagueWords]

    def questions(self, problem: str, details: Mapping[str, str]) -> list[Question]:
        """What they would ask back: about the words, then about what is missing."""
        missing = [
            one for one in self.fields if one.required and not self._is_said(one, problem, details)
        ]
        vague = self._about(problem)
        asked = [vague] if vague and (missing or not self.fields) else []
        return asked + [
            Question(f"detail_{one.pk}", f"{one.label}?", one.example) for one in missing
        ]

    def _is_said(self, field: AskedField, problem: str, details: Mapping[str, str]) -> bool:
        if details.get(field.label, "").strip():
            return True
        return any(_pattern(one).search(problem) for one in field.said_by)

    def _about(self, problem: str) -> Question | None:
        if len(specifics(problem)) >= ENOUGH:
            return None
        low = f" {' '.join(problem.casefold().split())} "
        for one in self.vague:
            if any(word.casefold() in low for word in one.words):
                return Question(PROBLEM, one.question, one.example)
        if len(low.split()) < FEWEST_WORDS and self.vague:
            return Question(PROBLEM, self.vague[0].question, self.vague[0].example)
        return None


def specifics(text: str) -> set[str]:
    """What in a text can be looked up."""
    return set(_SPECIFIC.findall(text))


def asking(kind: str) -> Asking:
    """Read what managers keep about a kind of team; its own vague words stand first."""
    guide = AskingGuide.objects.filter(kind=kind).first()
    fields = guide.fields.order_by("position", "pk") if guide else ()
    words = VagueWords.objects.filter(Q(guide=guide) | Q(guide=None))
    own_first = words.order_by(F("guide").asc(nulls_last=True), "position", "pk")
    return Asking(guide, list(fields), list(own_first))


def _pattern(said: str) -> re.Pattern[str]:
    """# is a number, _ alone a name with an underscore."""
    if said == "_":
        return re.compile(r"\w+_\w+")
    return re.compile(re.escape(said).replace(r"\#", r"\d+"), re.IGNORECASE)
