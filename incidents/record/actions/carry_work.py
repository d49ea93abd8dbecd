"""Work that was begun in one incident goes on in another."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Model

from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import (
    Hypothesis,
    Incident,
    IncidentLink,
    Signal,
    Task,
    TaskState,
)
from portal.people.models import User


@transaction.atomic
def carry_work(*, incident: Incident, into: Incident, by: User | None, at: datetime) -> list[str]:
    """Open tasks and undecided hypotheses move and get a new number; what sources said last,
    the blast radius and links are taken over where `into` has none. What each became, in
    words. What was finished or decided stays where it was."""
    lock_incident(incident=into)
    hypotheses = incident.hypotheses.undecided().order_by("number")
    tasks = incident.tasks.filter(state=TaskState.OPEN).order_by("number")
    told = [*_move(list(hypotheses), into), *_move(list(tasks), into)]
    _copy_signals(incident, into, at=at)
    if _copy_impact(incident, into):
        told.append("its impact counts here")
    _move_links(incident, into)
    into.services.add(*incident.services.all())
    into.members.add(*incident.members.all())
    return told


def _move(rows: list[Hypothesis] | list[Task], into: Incident) -> list[str]:
    told = []
    for row in rows:
        before = f"{row.name} in {row.incident.reference}"
        row.came_from = row.came_from or before
        row.number, row.incident, row.key = _next_number(type(row), into), into, None
        row.save()
        told.append(f"{row.name} {row.text} (was {before})")
    return told


def _next_number(model: type[Model], into: Incident) -> int:
    found = model._default_manager.filter(incident=into)
    return int(found.aggregate(newest=Max("number"))["newest"] or 0) + 1


def _copy_signals(incident: Incident, into: Incident, *, at: datetime) -> None:
    known = {one.source: one.observed_at for one in Signal.objects.newest_of_each([into])}
    for one in Signal.objects.newest_of_each([incident]):
        if one.source not in known or known[one.source] < one.observed_at:
            one.pk, one.incident, one.recorded_at = None, into, max(at, one.observed_at)
            one.save(force_insert=True)


def _copy_impact(incident: Incident, into: Incident) -> bool:
    newest = incident.impacts.newest_first().first()
    if newest is None or into.impacts.exists():
        return False
    newest.pk, newest.incident = None, into
    newest.save(force_insert=True)
    return True


def _move_links(incident: Incident, into: Incident) -> None:
    """To the same others; a link to `into` itself, or one it has already, is not needed."""
    for link in list(IncidentLink.objects.of(incident)):
        other = link.other if link.incident_id == incident.pk else link.incident
        same = IncidentLink.objects.of(into).of(other).filter(kind=link.kind)
        if other.pk == into.pk or same.exists():
            continue
        if link.incident_id == incident.pk:
            link.incident = into
        else:
            link.other = into
        link.save()
