"""The link ends now."""

from datetime import datetime

from django.db import transaction

from incidents.comms.models import BriefingLink
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def revoke_briefing(*, link: BriefingLink, by: User, at: datetime) -> BriefingLink:
    """From now on it shows nothing. Revoking twice is the first revocation."""
    if link.incident is not None:
        lock_incident(incident=link.incident)
    link = BriefingLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_at is not None:
        return link
    link.revoked_at, link.revoked_by = at, by
    link.save(update_fields=["revoked_at", "revoked_by"])
    if link.incident is not None:
        body = f"Revoked the briefing link for {link.name}."
        add_entry(incident=link.incident, kind=EntryKind.COMMUNICATION, body=body, by=by, at=at)
    if link.incident is None or not link.incident.private:
        audit(
            by=by,
            at=at,
            verb="revoked",
            subject=f"comms.briefinglink:{link.pk}",
            subject_name=str(link),
        )
    return link
