"""When calls that are not urgent make no noise."""

from datetime import datetime, time

from django.db import transaction

from incidents.oncall.models import QuietHours
from incidents.oncall.paging.contacting import UnusableWay
from portal.people.models import User


@transaction.atomic
def set_quiet_hours(
    *, person: User, starts: time | None, ends: time | None, at: datetime
) -> QuietHours | None:
    """In the person's own zone; none at all without both times. Raises UnusableWay."""
    if starts is None or ends is None:
        if starts is not ends:
            raise UnusableWay("Say when the quiet begins and when it ends, or clear both.")
        QuietHours.objects.filter(person=person).delete()
        return None
    if starts == ends:
        raise UnusableWay("Quiet hours end at another time than they begin.")
    quiet, _ = QuietHours.objects.update_or_create(
        person=person, defaults={"starts": starts, "ends": ends}
    )
    return quiet
