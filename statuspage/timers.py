"""What rings on the status page."""

from datetime import datetime, timedelta

from portal.clock import clock
from portal.clock.models import Timer, TimerState
from portal.post.setbacks import forget_setbacks
from statuspage.actions.admit_overrun import admit_overrun
from statuspage.actions.complete_maintenance import complete_maintenance
from statuspage.actions.erase_subscriber import erase_subscriber
from statuspage.actions.expand_series import expand_series
from statuspage.actions.purge_subscribers import purge_subscribers
from statuspage.actions.remind_maintenance import remind_maintenance
from statuspage.actions.send_test_event import send_test_event
from statuspage.actions.start_maintenance import start_maintenance
from statuspage.actions.subscribe import grant_wish
from statuspage.actions.tell_component_change import tell_component_change
from statuspage.actions.tell_subscribers import tell_subscribers
from statuspage.models.notice import UNDER_WAY, NoticeStatus
from statuspage.snapshot.publishing import publish_site

REFRESH = timedelta(seconds=30)
BY_ITSELF = "Allclear"


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
    forget_setbacks(at=at)
    done = Timer.objects.filter(kind__in=("statuspage.refresh", "statuspage.publish"))
    done.filter(state__in=(TimerState.RUNG, TimerState.CANCELLED)).exclude(pk=timer.pk).delete()
    clock.set("statuspage.refresh", about=timer.about, at=at + REFRESH)


@clock.rings("statuspage.promise_passed")
def promise_passed(timer: Timer, *, at: datetime) -> None:
    """The page must say that an update is late."""
    publish_site(anyway=True)


@clock.rings("statuspage.tell_subscribers")
def tell(timer: Timer, *, at: datetime) -> None:
    tell_subscribers(
        update=timer.about,
        after=timer.data.get("after", 0),
        reminder=timer.data.get("reminder", False),
        at=at,
    )


@clock.rings("statuspage.component_settled")
def component_settled(timer: Timer, *, at: datetime) -> None:
    tell_component_change(
        component=timer.about,
        old=timer.data["old"],
        changed=timer.data["changed"],
        after=timer.data.get("after", 0),
        at=at,
    )


@clock.rings("statuspage.test_event")
def test_event(timer: Timer, *, at: datetime) -> None:
    send_test_event(subscriber=timer.about, at=at)


@clock.rings("statuspage.erase_subscriber")
def erase(timer: Timer, *, at: datetime) -> None:
    erase_subscriber(subscriber=timer.about, at=at)


@clock.rings("statuspage.grant_wish")
def grant(timer: Timer, *, at: datetime) -> None:
    grant_wish(wish=timer.about, at=at)


@clock.rings("statuspage.maintenance_reminder")
def maintenance_reminder(timer: Timer, *, at: datetime) -> None:
    remind_maintenance(public_id=timer.about.public_id, at=at)


@clock.rings("statuspage.maintenance_start")
def maintenance_start(timer: Timer, *, at: datetime) -> None:
    """Begin by itself, unless a person is to do it or did."""
    notice = timer.about
    if notice.auto_start and notice.status == NoticeStatus.SCHEDULED:
        start_maintenance(public_id=notice.public_id, by_name=BY_ITSELF, at=at)
    publish_site(anyway=True)


@clock.rings("statuspage.maintenance_end")
def maintenance_end(timer: Timer, *, at: datetime) -> None:
    """End by itself; where a person is to do it, say that it takes longer."""
    notice = timer.about
    if notice.status in UNDER_WAY and notice.auto_end:
        complete_maintenance(public_id=notice.public_id, by_name=BY_ITSELF, at=at)
    else:
        admit_overrun(public_id=notice.public_id, by_name=BY_ITSELF, at=at)


@clock.rings("statuspage.expand_series")
def series_goes_on(timer: Timer, *, at: datetime) -> None:
    expand_series(series=timer.about, at=at)


@clock.rings("statuspage.banner_turns")
def banner_turns(timer: Timer, *, at: datetime) -> None:
    """A banner begins, or ends."""
    publish_site(anyway=True)
