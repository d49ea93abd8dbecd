"""Who leads: support while a runbook exists and works and progress is measurable; otherwise
somebody senior takes over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.record.models import Entry, Incident
from incidents.record.models.entry import EntryKind
from portal.web.times import duration

# Investigate for so long, then escalate.
PATIENCE = timedelta(minutes=15)
COMMAND_AT_ONCE = 0
_PROGRESS = (EntryKind.EVIDENCE, EntryKind.ACTION, EntryKind.IMPACT)
_FAILED = ("runbook fail", "runbook does not", "runbook did not", "step failed", "rollback failed")


@dataclass(frozen=True)
class Leading:
    """`senior`: somebody senior should lead now; `because` is a sentence."""

    senior: bool
    because: str

    @property
    def says(self) -> str:
        if self.senior:
            return f"A senior should lead: {self.because}"
        return f"Support leads: {self.because}"


def who_leads(incident: Incident, *, at: datetime) -> Leading:
    if incident.level == COMMAND_AT_ONCE:
        return Leading(True, f"{incident.severity_label} is commanded by a senior at once.")
    services = list(incident.services.all())
    without = [one.name for one in services if not one.runbook_url]
    if not services:
        return Leading(True, "no service is named, so no runbook can be followed.")
    if len(without) == len(services):
        return Leading(True, f"there is no runbook for {', '.join(without)}.")
    lines = list(incident.entries.of_kind(*_PROGRESS).newest_first()[:20])
    failed = next((one for one in lines if _tells_of_failure(one)), None)
    if failed is not None:
        return Leading(True, f"the runbook failed ({failed.body.splitlines()[0][:80]}).")
    newest = max((one.recorded_at for one in lines), default=incident.declared_at)
    if at - newest >= PATIENCE:
        return Leading(True, f"no measured progress for {duration(at - newest)}.")
    return Leading(False, "a runbook exists, none of its steps failed, and progress is recorded.")


def _tells_of_failure(entry: Entry) -> bool:
    return any(words in entry.body.lower() for words in _FAILED)
