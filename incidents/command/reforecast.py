"""What another severity would change of a running incident."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.catalog.models import Policy, Role, Severity
from incidents.comms.cadence import cadences_of
from incidents.comms.models import Audience
from incidents.oncall.models import Page, PageState
from incidents.oncall.paging.ladders import ladder_of, paged_at_once
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.times import duration

PAGING = {
    "standard": "one after the other",
    "aggressive": "tier 1 and senior together",
    "critical_path": "everyone at once",
}


@dataclass(frozen=True)
class Difference:
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Reforecast:
    """What differs, and who would be paged at once."""

    severity: Severity
    differences: tuple[Difference, ...]
    paged: tuple[User, ...]
    raised: bool


def reforecasts(incident: Incident, scale: Sequence[Severity], *, at: datetime) -> list[Reforecast]:
    """For every other severity of the scale, in its order."""
    told = cadences_of(incident)
    audiences = list(Audience.objects.for_incident(incident))
    return [
        _of(incident, severity, told, audiences, at=at)
        for severity in scale
        if severity.level != incident.level
    ]


def _of(
    incident: Incident,
    severity: Severity,
    told: dict[int, int],
    audiences: list[Audience],
    *,
    at: datetime,
) -> Reforecast:
    raised = severity.level < incident.level
    now, then = incident.rules, severity.policy()
    rows = [
        (f"{one} are told", _every(told.get(one.pk)), _every(_cadence(one, then, told, raised)))
        for one in audiences
    ]
    rows += [
        ("Paging", PAGING[now.paging], PAGING[then.paging]),
        ("Commander paged at once", _yes(now.automatic_commander), _yes(then.automatic_commander)),
        (
            "Silence goes on after",
            f"{now.acknowledge_minutes} min",
            f"{then.acknowledge_minutes} min",
        ),
        ("Stabilise within", _minutes(now.stabilise_minutes), _minutes(then.stabilise_minutes)),
        ("Resolve within", _minutes(now.resolve_minutes), _minutes(then.resolve_minutes)),
        ("Roles", _roles(now), _roles(then)),
        ("Postmortem draft", _postmortem(now), _postmortem(then)),
    ]
    differences = tuple(Difference(*row) for row in rows if row[1] != row[2])
    paged = _paged(incident, then, at=at) if raised and incident.is_open else ()
    return Reforecast(severity, differences, paged, raised)


def _cadence(audience: Audience, then: Policy, told: dict[int, int], raised: bool) -> int | None:
    own = audience.own_cadence_minutes
    if own and then.level <= audience.own_cadence_up_to:
        minutes: int | None = own
    else:
        minutes = then.cadence_minutes.get(audience.slug)
    known = [one for one in (minutes, told.get(audience.pk) if raised else None) if one]
    return min(known, default=None)


def _paged(incident: Incident, then: Policy, *, at: datetime) -> tuple[User, ...]:
    """Whom raising would page who is not here or paged already."""
    _, ladder = ladder_of(then, list(incident.services.all()), at=at)
    commanders, first = paged_at_once(ladder)
    known = set(
        Page.objects.filter(
            incident=incident, state__in=[PageState.ACKNOWLEDGED, PageState.SENT]
        ).values_list("person_id", flat=True)
    )
    return tuple(User.objects.active().filter(pk__in={*commanders, *first} - known).named())


def _every(minutes: int | None) -> str:
    return f"every {minutes} min" if minutes else "nothing promised"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _minutes(minutes: int) -> str:
    return duration(timedelta(minutes=minutes))


def _roles(rules: Policy) -> str:
    return ", ".join(Role(one).label.lower() for one in rules.required_roles) or "none required"


def _postmortem(rules: Policy) -> str:
    return (
        f"due in {rules.postmortem_draft_hours} h" if rules.postmortem_required else "not required"
    )
