"""Something is wrong: say so, and everything begins."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from incidents.catalog.models import Service, severity_label
from incidents.command.actions.furnish_war_room import furnish_war_room
from incidents.command.models import Declaration
from incidents.comms.actions.plan_promises import plan_promises
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.models import EscalationPolicy
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.open_incident import open_incident
from incidents.record.models import Incident, Kind
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line


class NoTitle(ValueError):
    """An incident without a name."""


class OverruledWithoutReason(ValueError):
    """The proposed severity was changed and nobody said why."""


@transaction.atomic
def declare_incident(
    *,
    title: str,
    level: int,
    key: str,
    by: User | None,
    at: datetime,
    kind: str = Kind.INCIDENT,
    services: Iterable[Service] = (),
    started_at: datetime | None = None,
    private: bool = False,
    members: Iterable[User] = (),
    answers: Mapping[str, str] | None = None,
    proposed_level: int | None = None,
    reason: str = "",
    source: str = "portal",
    policy: EscalationPolicy | None = None,
) -> Incident:
    """Open the record, promise first updates, page people: all in one transaction.

    The same `key` twice is the first incident, so a double click or a repeated alert
    declares once. Raises NoTitle or OverruledWithoutReason.
    """
    if not one_line(title):
        raise NoTitle("Say in a few words what customers or colleagues see.")
    overruled = proposed_level is not None and proposed_level != level
    if overruled and not reason.strip():
        raise OverruledWithoutReason(
            f"{severity_label(proposed_level or 0)} was proposed. Say why it is "
            f"{severity_label(level)}."
        )
    with transaction.atomic():
        known = Declaration.objects.filter(key=key).select_related("incident").first()
        if known is not None:
            return known.incident
        incident = open_incident(
            title=title,
            level=level,
            kind=kind,
            services=services,
            started_at=started_at,
            private=private,
            members=members,
            source=source,
            reason=reason,
            by=by,
            at=at,
        )
        declaration, created = Declaration.objects.get_or_create(
            key=key,
            defaults={
                "incident": incident,
                "answers": dict(answers or {}),
                "proposed_level": proposed_level,
                "overruled_because": reason if overruled else "",
            },
        )
        if not created:
            transaction.set_rollback(True)
            return declaration.incident
    if incident.started_at < incident.declared_at:
        add_entry(
            incident=incident,
            kind=EntryKind.FIRST_SIGNAL,
            body=f"First signs at {incident.started_at:%H:%M} UTC.",
            by=by,
            at=at,
            occurred_at=incident.started_at,
        )
    plan_promises(incident=incident, by=by, at=at)
    start_escalation(incident=incident, policy=policy, by=by, at=at)
    furnish_war_room(incident=incident, by=by, at=at)
    incident.refresh_from_db()
    return incident
