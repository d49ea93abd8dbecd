"""The vendor has mended it."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import TeamEscalation
from incidents.oncall.requests.clocks import FIX_DUE
from incidents.oncall.requests.lines import say
from incidents.oncall.requests.locks import lock_request
from portal.clock import clock
from portal.people.models import User
from portal.web.times import duration


@transaction.atomic
def record_fix(*, request: TeamEscalation, by: User | None, at: datetime) -> TeamEscalation:
    """Stop the clock of the fix, once, with what was agreed beside what it took."""
    locked = lock_request(request=request)
    if locked.fixed_at is not None or locked.vendor is None:
        return locked
    locked.fixed_at = at
    locked.save(update_fields=["fixed_at"])
    clock.cancel(FIX_DUE, about=locked)
    agreed = f", agreed {duration(locked.fix_by - locked.asked_at)}" if locked.fix_by else ""
    say(locked, f"{locked.vendor} mended it after {duration(at - locked.asked_at)}{agreed}.",
         by=by, at=at)  # fmt: skip
    return locked
