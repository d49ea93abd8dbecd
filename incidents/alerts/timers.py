"""What rings about arrived notifications and quiet alerts."""

from datetime import datetime

from incidents.alerts.actions.calm_alert import calm_alert
from incidents.alerts.actions.fold_notification import fold_notification
from incidents.alerts.actions.forget_arrivals import FORGET, forget_arrivals, plan_forgetting
from incidents.alerts.actions.lift_suppression import lift_suppression
from incidents.alerts.actions.note_vendor_page import DUE as VENDOR_PAGE_DUE
from incidents.alerts.actions.note_vendor_page import SELDOM
from incidents.alerts.actions.wake_alert import wake_alert
from incidents.alerts.actions.watch_silence import SILENCE, watch_silence
from incidents.alerts.course.flapping import CALM
from incidents.alerts.models import InboxItem
from incidents.alerts.reading_vendors import ask_a_worker
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings(InboxItem.FOLD)
def fold(timer: Timer, *, at: datetime) -> None:
    """What failed once is tried again alone, so that it holds nothing else up."""
    item = fold_notification(item=timer.about, at=at, alone=timer.tries > 0)
    plan_forgetting(item.integration, at=at)


@clock.rings(FORGET)
def forget(timer: Timer, *, at: datetime) -> None:
    forget_arrivals(integration=timer.about, at=at)


@clock.rings(CALM)
def calm(timer: Timer, *, at: datetime) -> None:
    calm_alert(integration=timer.about, fingerprint=timer.data["fingerprint"], at=at)


@clock.rings("alerts.suppression_ends")
def suppression_ends(timer: Timer, *, at: datetime) -> None:
    lift_suppression(suppression=timer.about, by=None, at=at)


@clock.rings("alerts.snooze_ends")
def snooze_ends(timer: Timer, *, at: datetime) -> None:
    wake_alert(alert=timer.about, by=None, at=at)


@clock.rings(VENDOR_PAGE_DUE)
def vendor_page_due(timer: Timer, *, at: datetime) -> None:
    """A worker reads it; should none do so, the alarm rings again."""
    if timer.about.status_page_url:
        clock.set(VENDOR_PAGE_DUE, about=timer.about, at=at + SELDOM)
        ask_a_worker(timer.about)


@clock.rings(SILENCE)
def silence(timer: Timer, *, at: datetime) -> None:
    watch_silence(integration=timer.about, at=at)
