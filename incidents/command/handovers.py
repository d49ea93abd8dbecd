"""A written handover: the state now, the open risks, the next promise."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from incidents.comms.models import Promise
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.web.times import duration

_PART = re.compile(
    r"\b(?P<label>state(?: now)?|(?:open )?risks?|next(?: promise)?)\s*:\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Handover:
    state: str = ""
    risks: str = ""
    promise: str = ""

    @classmethod
    def read(cls, text: str) -> "Handover":
        """From "State: … Risks: … Next: …"; words before the first label are the state."""
        begun, *rest = _PART.split(text)
        parts = {"state": begun.strip(), "risks": "", "promise": ""}
        for label, words in zip(rest[::2], rest[1::2], strict=True):
            name = _named(label)
            parts[name] = f"{parts[name]} {words.strip()}".strip()
        return cls(**parts)

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> list[str]:
        words = {
            "the state now": self.state,
            "the open risks (or that there are none)": self.risks,
            "the next promise": self.promise,
        }
        return [name for name, written in words.items() if not written.strip()]

    @property
    def text(self) -> str:
        parts = {"State": self.state, "Risks": self.risks, "Next": self.promise}
        return "\n".join(f"{label}: {words.strip()}" for label, words in parts.items() if words)

    def typed(self) -> dict[str, str]:
        return {"state": self.state, "risks": self.risks, "promise": self.promise}


def _named(label: str) -> str:
    word = label.lower()
    if "risk" in word:
        return "risks"
    return "promise" if word.startswith("next") else "state"


def proposed(incident: Incident, *, at: datetime) -> Handover:
    """What the record knows already: the latest decision and impact, the page nobody answered,
    the promise that comes next."""
    kinds = (EntryKind.DECISION, EntryKind.IMPACT, EntryKind.HYPOTHESIS)
    latest: dict[str, str] = {}
    for entry in incident.entries.of_kind(*kinds).newest_first()[:30]:
        latest.setdefault(entry.kind, entry.body.splitlines()[0])
    decision, impact, guess = (latest.get(kind, "") for kind in kinds)
    state = f"{incident.severity_label}, {incident.get_state_display().lower()}"
    state += f", {duration(incident.elapsed(at=at))} old."
    state += f" Decided: {decision}" if decision else ""
    state += f" Impact: {impact}" if impact else ""
    risks = f"Not proven: {guess}" if guess else ""
    return Handover(state, risks, _next_promise(incident))


def _next_promise(incident: Incident) -> str:
    promise = (
        Promise.objects.unsettled()
        .for_incident(incident)
        .select_related("audience")
        .soonest_first()
        .first()
    )
    if promise is None:
        return "No update is promised."
    return f"Update to {promise.audience} by {promise.due_at.astimezone(UTC):%H:%M} UTC."
