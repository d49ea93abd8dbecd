"""Many incidents at once: which hurts most, who is on which, what is starved."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from incidents.command.models import Waiting
from incidents.oncall.paging.ladders import on_call_now
from incidents.record.business_impact import Ranked, rank
from incidents.record.models import Entry, Incident, IncidentLink, Role, RoleAssignment, Task
from incidents.record.models.task import TaskState
from portal.people.models import User
from portal.web.times import duration

# An incident in which nobody has written for so long is starved, by severity.
QUIET = (
    timedelta(minutes=10),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=4),
)


@dataclass
class Load:
    """A person and what they have on their hands."""

    person: User
    on: dict[str, list[str]] = field(default_factory=dict)
    duty: str = ""

    @property
    def is_split(self) -> bool:
        return len(self.on) > 1


@dataclass
class Place:
    """An incident in its place on the board."""

    ranked: Ranked
    held: list[RoleAssignment]
    people: list[Load]
    missing: list[str]
    starved: list[str]
    waiting: Waiting | None
    links: list[tuple[str, Incident]]

    @property
    def incident(self) -> Incident:
        return self.ranked.incident

    @property
    def split(self) -> list[Load]:
        return [one for one in self.people if one.is_split]


@dataclass
class Board:
    places: list[Place]
    loads: list[Load]
    free: list[Load]


def board(incidents: Sequence[Incident], *, at: datetime) -> Board:
    """All of these, worst first, what waits last; nothing of others is read. The number of
    queries does not grow with them."""
    ranked = rank(incidents, at=at)
    held, tasks = _held(incidents), _tasks(incidents)
    waiting = {
        one.incident_id: one
        for one in Waiting.objects.live()
        .filter(incident__in=incidents)
        .select_related("behind", "decided_by")
    }
    links = _links(incidents)
    spoken = _last_words(incidents)
    loads = _loads(incidents, held, tasks)
    places = [
        Place(
            ranked=one,
            held=held[one.incident.pk],
            people=[load for load in loads.values() if one.incident.reference in load.on],
            missing=_missing(one.incident, held[one.incident.pk]),
            starved=_starved(one.incident, held, spoken, at=at),
            waiting=waiting.get(one.incident.pk),
            links=links[one.incident.pk],
        )
        for one in ranked
    ]
    places.sort(key=lambda place: place.waiting is not None)
    return Board(places, *_busy_and_free(loads, at=at))


def _held(incidents: Sequence[Incident]) -> dict[int, list[RoleAssignment]]:
    found: dict[int, list[RoleAssignment]] = defaultdict(list)
    live = RoleAssignment.objects.live().filter(incident__in=incidents)
    for one in live.select_related("person").order_by("pk"):
        found[one.incident_id].append(one)
    return found


def _tasks(incidents: Sequence[Incident]) -> list[Task]:
    mine = Task.objects.filter(incident__in=incidents, state=TaskState.OPEN, assignee__isnull=False)
    return list(mine.select_related("assignee").soonest_first())


def _loads(
    incidents: Sequence[Incident], held: dict[int, list[RoleAssignment]], tasks: list[Task]
) -> dict[int, Load]:
    names = {one.pk: one.reference for one in incidents}
    loads: dict[int, Load] = {}
    for assignments in held.values():
        for one in assignments:
            load = loads.setdefault(one.person_id, Load(one.person))
            load.on.setdefault(names[one.incident_id], []).append(one.get_role_display())
    for task in tasks:
        if task.assignee is not None:
            load = loads.setdefault(task.assignee.pk, Load(task.assignee))
            load.on.setdefault(names[task.incident_id], []).append(f"{task.name} {task.text}")
    return loads


def _busy_and_free(loads: dict[int, Load], *, at: datetime) -> tuple[list[Load], list[Load]]:
    """Who is on two comes first; free is who has the duty and nothing to do."""
    free: dict[int, Load] = {}
    for duty in on_call_now(at=at):
        if duty.person is None:
            continue
        if duty.person.pk in loads:
            loads[duty.person.pk].duty = str(duty.rotation)
        else:
            free.setdefault(duty.person.pk, Load(duty.person, duty=str(duty.rotation)))
    busy = sorted(loads.values(), key=lambda one: (-len(one.on), str(one.person)))
    return busy, list(free.values())


def _missing(incident: Incident, held: list[RoleAssignment]) -> list[str]:
    filled = {one.role for one in held}
    return [Role(role).label for role in incident.rules.required_roles if role not in filled]


def _last_words(incidents: Sequence[Incident]) -> dict[int, datetime]:
    """When a person last wrote, of each."""
    found = Entry.objects.filter(incident__in=incidents, by__isnull=False)
    newest = found.order_by("incident", "-seq").distinct("incident")
    return dict(newest.values_list("incident_id", "recorded_at"))


def _starved(
    incident: Incident,
    held: dict[int, list[RoleAssignment]],
    spoken: dict[int, datetime],
    *,
    at: datetime,
) -> list[str]:
    """What it lacks, each in a few words."""
    lacks = []
    if not any(one.role == Role.COMMANDER for one in held[incident.pk]):
        lacks.append("Nobody commands")
    silent = at - spoken.get(incident.pk, incident.declared_at)
    if silent >= QUIET[incident.level]:
        lacks.append(f"No word for {duration(silent)}")
    due = incident.next_update_due_at
    if due is not None and due < at:
        lacks.append(f"Update {duration(at - due)} late")
    return lacks


def _links(incidents: Sequence[Incident]) -> dict[int, list[tuple[str, Incident]]]:
    """Only between those on the board."""
    shown: dict[int, list[tuple[str, Incident]]] = defaultdict(list)
    found = IncidentLink.objects.filter(incident__in=incidents, other__in=incidents)
    for link in found.select_related("incident", "other").order_by("pk"):
        for end in (link.incident, link.other):
            shown[end.pk].append(link.seen_from(end))
    return shown
