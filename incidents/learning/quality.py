"""What a reader would miss in a postmortem: a pure look at its words."""

import re
from dataclasses import dataclass

from incidents.learning.models import CorrectiveAction, Postmortem

ENOUGH_WHYS = 5
ENOUGH_ACTIONS = 3
_VAGUE = re.compile(
    r"\b(system failed|overloaded|went down|did not work|some reason|issue[s]? occurred|"
    r"human error|glitch|instab)",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(fault of|careless|forgot|should have known|human error|to blame|negligen)", re.IGNORECASE
)


@dataclass(frozen=True)
class Finding:
    """`must`: mend it before review, or say why not. `place` is the section it speaks of."""

    title: str
    detail: str
    place: str
    must: bool


def findings(postmortem: Postmortem) -> list[Finding]:
    """Everything the quality panel says, worst first."""
    found = [
        Finding(f"{label} is empty", "Readers look for it.", name, True)
        for name, label in (
            ("summary", "Summary"),
            ("root_cause", "Root cause"),
            ("contributing_factors", "Contributing factors"),
        )
        if not getattr(postmortem, name).strip()
    ]
    cause = postmortem.root_cause
    vague = _VAGUE.search(cause)
    if vague:
        detail = f"“{vague.group(0)}” describes the symptom: which part, at what limit, for what?"
        found.append(Finding("Root cause names no mechanism", detail, "root_cause", True))
    texts = f"{cause} {postmortem.contributing_factors}"
    blame = _BLAME.search(texts)
    named = [name for name in _names(postmortem) if name in texts]
    if blame or named:
        word = blame.group(0) if blame else named[0]
        detail = f"“{word}”: say what made it possible, not who."
        found.append(Finding("The cause blames a person", detail, "root_cause", True))
    actions = list(CorrectiveAction.objects.filter(incident=postmortem.incident))
    if len(actions) < ENOUGH_ACTIONS:
        detail = f"{len(actions)} of the 3 to 5 expected."
        found.append(Finding("Few corrective actions", detail, "actions", False))
    for action in actions:
        lacking = [
            word
            for word, value in (
                ("owner", action.owner_id),
                ("date", action.due_on),
                ("measure", action.measure),
            )
            if not value
        ]
        if lacking:
            title = f"“{action.text}” has no {' and no '.join(lacking)}"
            found.append(Finding(title, "It cannot be finished like this.", "actions", True))
    whys = postmortem.whys.filter(chain=1).count()
    if 0 < whys < ENOUGH_WHYS:
        detail = "Ask once more, or say why it ends."
        found.append(Finding(f"The chain of whys stops at {whys}", detail, "whys", False))
    return sorted(found, key=lambda one: not one.must)


def _names(postmortem: Postmortem) -> list[str]:
    people = {entry.by for entry in postmortem.incident.entries.select_related("by") if entry.by}
    return [person.name for person in people if person.name]
