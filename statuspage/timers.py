"""What rings on the status page."""

from datetime import datetime, timedelta

from portal.clock import clock
from portal.clock.models import Timer, TimerState
from statuspage.actions.purge_subscribers import purge_subscribers
from statuspage.actions.subscribe import grant_wish
from statuspage.actions.tell_subscribers import tell_subscribers
from statuspage.snapshot.publishing import publish_site

REFRESH = timedelta(seconds=30)


@clock.rings("statuspage.publish")
def publish(timer: Timer, *, at: datetime) -> None:
    """Publish what is owed, where the process that owed it died after its commit."""
    publish_site()
    if not Timer.objects.set_for(timer.about).filter(kind="statuspage.refresh").exists():
        clock.set("statuspage.refresh", about=timer.about, at=at + REFRESH)


@clock.rings("statuspage.refresh")
def refresh(timer: Timer, *, at: datetime) -> None:
    """Renew the time the page carries, publish what may still be owed, forget old wishes."""
    publish_site()
    purge_subscribers(at=at)
    done = Timer.objects.filter(kind__in=("statuspage.refresh", "statuspage.publish"))
    done.filter(state__in=(TimerState.RUNG, TimerState.CANCELLED)).exclude(pk=timer.pk).delete()
    clock.set("statuspage.refresh", about=timer.about, at=at + REFRESH)


@clock.rings("statuspage.promise_passed")
def promise_passed(timer: Timer, *, at: datetime) -> None:
    """The page must say that an update is late."""
    publish_site(anyway=True)


@clock.rings("statuspage.tell_subscribers")
def tell(timer: Timer, *, at: datetime) -> None:
    tell_subscribers(update=timer.about, after=timer.data.get("after", 0), at=at)


@clock.rings("statuspage.grant_wish")
def grant(timer: Timer, *, at: datetime) -> None:
    grant_wish(wish=timer.about, at=at)
