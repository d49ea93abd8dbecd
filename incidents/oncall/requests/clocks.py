"""The alarms of a request: before an answer is owed, and when."""

from datetime import datetime, timedelta

from incidents.oncall.models import TeamEscalation
from portal.clock import clock

NEAR, DUE, FIX_DUE = "oncall.answer_near", "oncall.answer_due", "oncall.fix_due"
BEFORE = timedelta(minutes=5)
_SHARE = 3


def set_clocks(request: TeamEscalation, *, at: datetime) -> None:
    """Remind before, at latest when two thirds have passed, and ring at the time itself."""
    near = request.answer_by - min(BEFORE, (request.answer_by - at) / _SHARE)
    clock.set(NEAR, about=request, at=near)
    clock.set(DUE, about=request, at=request.answer_by)


def stop_clocks(request: TeamEscalation) -> None:
    clock.cancel(NEAR, about=request)
    clock.cancel(DUE, about=request)
