"""Give somebody a page to look at, so that they ask nobody."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.comms.models import BriefingLink, digest
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.web.lines import one_line

LONGEST = timedelta(days=30)


class CannotBrief(ValueError):
    """The link cannot be made as asked; `field` is what to change."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def issue_briefing(
    *,
    incident: Incident | None,
    name: str,
    good_for: timedelta,
    shows_private: bool,
    by: User,
    at: datetime,
) -> tuple[BriefingLink, str]:
    """The link and its secret, which is readable this once. Without an incident it shows all
    that are open. A private incident is shown only where that was asked for, and its own
    timeline alone holds that the link was made."""
    name = one_line(name)
    if not name:
        raise CannotBrief("Say for whom the link is.", field="name")
    if not timedelta() < good_for <= LONGEST:
        raise CannotBrief(f"A link is good for {LONGEST.days} days at most.", field="good_for")
    if incident is not None and incident.private and not shows_private:
        raise CannotBrief(
            f"{incident.reference} is private: whoever has the link reads of it without signing "
            "in. Tick the box if that is meant.",
            field="shows_private",
        )
    raw = BriefingLink.new_secret()
    link = BriefingLink.objects.create(
        incident=incident,
        name=name[:80],
        digest=digest(raw),
        shows_private=shows_private,
        made_by=by,
        made_at=at,
        expires_at=at + good_for,
    )
    if incident is not None:
        lock_incident(incident=incident)
        body = f"Made a briefing link for {link.name}."
        add_entry(incident=incident, kind=EntryKind.COMMUNICATION, body=body, by=by, at=at)
    if incident is None or not incident.private:
        audit(
            by=by,
            at=at,
            verb="issued",
            subject=f"comms.briefinglink:{link.pk}",
            subject_name=str(link),
            after={"expires_at": link.expires_at.isoformat(), "shows_private": shows_private},
        )
    return link, raw
