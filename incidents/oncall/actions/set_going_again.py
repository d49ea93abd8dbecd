"""Something stood still: set it going, and say so."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Escalation, Page, Stall
from incidents.oncall.paging.auditing import Stalled, stalled
from incidents.oncall.paging.calling import STEP
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.mailing import ask
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.groups import MANAGER
from portal.people.models import User


@transaction.atomic
def set_going_again(*, incident: Incident, at: datetime) -> list[Stalled]:
    """Set every timer of this incident that is missing, due now; what was found. What moved on
    meanwhile is left alone."""
    locked = lock_incident(incident=incident)
    found = stalled(at=at, only=locked)
    for one in found:
        _mend(one, at=at)
        Stall.objects.create(
            about_label=one.about._meta.label_lower,
            about_pk=str(one.about.pk),
            why=one.why[:240],
            at=at,
        )
    if found and not locked.has_ended:
        _say(locked, found, at=at)
    return found


def _mend(one: Stalled, *, at: datetime) -> None:
    if one.kind == STEP and isinstance(one.about, Page):
        facts = {"number": one.about.calls, "step": one.step}
        clock.set(STEP, about=one.about, key=str(one.step), at=at, data=facts)
        return
    clock.set(one.kind, about=one.about, at=at)


def _say(incident: Incident, found: list[Stalled], *, at: datetime) -> None:
    what = "; ".join(f"{_named(one.about)}: {one.why}" for one in found)[:1000]
    body = f"The escalation had stopped and goes on now. {what}"
    entry = add_entry(incident=incident, kind=EntryKind.SYSTEM, body=body, by=None, at=at)
    managers = User.objects.active().in_group(MANAGER).named()
    ask(
        managers,
        kind="oncall.stalled",
        subject="An escalation had stopped",
        lines=[body, "It goes on by itself. Tell whoever runs Allclear: this must not happen."],
        part="timeline",
        incident=incident,
        about=incident,
        key=f"stalled:{incident.pk}:{entry.pk}",
        at=at,
    )


def _named(about: Escalation | Page) -> str:
    return f"the page to {about.person}" if isinstance(about, Page) else "the ladder"
