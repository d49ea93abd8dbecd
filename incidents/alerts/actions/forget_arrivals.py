"""A month later nobody looks at what exactly arrived."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts.models import InboxItem, Integration
from portal.clock import clock
from portal.clock.models import Timer, TimerState

FORGET = "alerts.forget_arrivals"
KEPT_FOR = timedelta(days=30)
# So many go in one transaction, and the rest a little later.
MOST_AT_ONCE = 1000
SOON = timedelta(seconds=5)


def plan_forgetting(integration: Integration, *, at: datetime) -> None:
    """Something of it was worked in: when that is old, look."""
    if not Timer.objects.set_for(integration).filter(kind=FORGET).exists():
        clock.set(FORGET, about=integration, at=at + KEPT_FOR)


@transaction.atomic
def forget_arrivals(*, integration: Integration, at: datetime) -> int:
    """Forget the oldest that were worked in or put aside long ago, with their alarms, and come
    again for the rest; how many. What still waits stays, however old; alerts, changes and
    incidents that came of it stay too."""
    done = InboxItem.objects.done().filter(integration=integration).order_by("received_at", "pk")
    old = list(
        done.filter(received_at__lte=at - KEPT_FOR).values_list("pk", flat=True)[:MOST_AT_ONCE]
    )
    InboxItem.objects.filter(pk__in=old).delete()
    Timer.objects.filter(
        about_label=InboxItem._meta.label_lower, about_pk__in=[str(one) for one in old]
    ).delete()
    looked = Timer.objects.filter(
        kind=FORGET, about_label=Integration._meta.label_lower, about_pk=str(integration.pk)
    )
    looked.filter(state=TimerState.RUNG, rung_at__lt=at).delete()
    oldest = done.values_list("received_at", flat=True).first()
    if oldest is not None:
        clock.set(FORGET, about=integration, at=max(oldest + KEPT_FOR, at + SOON))
    return len(old)
