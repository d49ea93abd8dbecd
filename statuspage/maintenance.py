"""The standing words and the alarms of planned maintenance."""

from datetime import datetime, timedelta

from portal.clock import clock
from statuspage.models import Notice

# What the page says by itself, in the languages it can speak.
BEGUN = {
    "en": "The planned maintenance has begun.",
    "fr": "La maintenance planifiée a commencé.",
    "es": "El mantenimiento programado ha comenzado.",
    "de": "Die geplante Wartung hat begonnen.",
}
DONE = {
    "en": "The planned maintenance is complete.",
    "fr": "La maintenance planifiée est terminée.",
    "es": "El mantenimiento programado ha terminado.",
    "de": "Die geplante Wartung ist abgeschlossen.",
}
OVERRUNS = {
    "en": "The maintenance takes longer than planned. We will say here when it is complete.",
    "fr": "La maintenance dure plus longtemps que prévu. Nous indiquerons ici quand elle sera "
    "terminée.",
    "es": "El mantenimiento dura más de lo previsto. Aquí diremos cuándo haya terminado.",
    "de": "Die Wartung dauert länger als geplant. Hier steht, wann sie abgeschlossen ist.",
}


class UnusableWindow(ValueError):
    """The window of planned maintenance cannot be; the text says why."""


def said_in_all(
    words: dict[str, str], *, page_language: str
) -> tuple[str, dict[str, dict[str, str]]]:
    """Standing words as the text of an update in the page's language, and its translations."""
    others = {
        language: {"status_text": text}
        for language, text in words.items()
        if language != page_language
    }
    return words.get(page_language, words["en"]), others


def check_window(begins: datetime, ends: datetime, *, at: datetime) -> None:
    """Raises UnusableWindow."""
    if ends <= begins:
        raise UnusableWindow("The end must be after the start.")
    if ends <= at:
        raise UnusableWindow(
            "This window is over already. Enter past maintenance into the history instead."
        )


def set_alarms(notice: Notice, *, at: datetime) -> None:
    """The reminder, the start and the end, in place of those that were set."""
    begins, ends = notice.scheduled_for, notice.scheduled_until
    if begins is None or ends is None:
        raise UnusableWindow("Maintenance needs a start and an end.")
    clock.cancel("statuspage.maintenance_reminder", about=notice)
    if notice.remind_minutes and notice.reminded_at is None:
        remind_at = begins - timedelta(minutes=notice.remind_minutes)
        if remind_at > at:
            clock.set("statuspage.maintenance_reminder", about=notice, at=remind_at)
    clock.set("statuspage.maintenance_start", about=notice, at=max(begins, at))
    clock.set("statuspage.maintenance_end", about=notice, at=ends)
