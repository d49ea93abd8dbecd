"""Builders of incidents that run at the same time."""

from incidents.command.models import Coordination, PutAway, Waiting
from incidents.record.actions.link_incidents import link_incidents
from incidents.record.models import Incident, LinkKind
from portal.people.models import User
from tests.make_record import NOON


def belong_together(incident: Incident, other: Incident, *, by: User) -> None:
    """All that coordinating leaves behind: every text filled."""
    link_incidents(incident=incident, other=other, kind=LinkKind.RELATED, by=by, at=NOON)
    if not Coordination.objects.live().exists():
        Coordination.objects.create(person=by, began_at=NOON)
    Waiting.objects.create(
        incident=incident, behind=other, reason="Slow, not down", decided_by=by, decided_at=NOON
    )
    PutAway.objects.create(person=by, incident=incident, line="breathe", at=NOON)
