"""Tell customer support what to tell customers."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from incidents.comms.mailing import recipients_of
from incidents.comms.models import Audience, SupportBrief
from incidents.comms.words import CannotTell, NothingToSend, Over
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane

SUPPORT = "support"
PARTS = {
    "talking_points": "talking points",
    "workaround": "known workaround",
    "not_to_say": "what not to say",
}


class BriefedMeanwhile(CannotTell):
    """Somebody else changed the brief since it was read."""


@transaction.atomic
def brief_support(
    *,
    incident: Incident,
    talking_points: str,
    workaround: str,
    not_to_say: str,
    by: User | None,
    at: datetime,
    after: int | None = None,
) -> SupportBrief:
    """Write the brief anew and mail the support audience what changed. The same words again
    are the brief there is. With `after`, the number that was read, nobody overwrites a
    colleague. Raises BriefedMeanwhile, NothingToSend or Over."""
    locked = lock_incident(incident=incident)
    if locked.has_ended:
        raise Over(f"{locked.reference} has ended: support needs no brief any more.")
    said = [talking_points.strip(), workaround.strip(), not_to_say.strip()]
    if not any(said):
        raise NothingToSend("Write what support should say, or a workaround.")
    before = SupportBrief.objects.of(locked).first()
    words = dict(zip(PARTS, said, strict=True))
    if before is not None and all(getattr(before, part) == words[part] for part in PARTS):
        return before
    if before is not None and after is not None and before.number > after:
        raise BriefedMeanwhile(
            f"{before.by or 'Somebody'} changed the brief while you were writing. "
            "Read it beside yours, then save again."
        )
    brief = SupportBrief.objects.create(
        incident=locked, number=before.number + 1 if before else 1, by=by, at=at, **words
    )
    changed = [part for part in PARTS if before is None or getattr(before, part) != words[part]]
    add_entry(
        incident=locked,
        kind=EntryKind.COMMUNICATION,
        body=f"Support brief {brief.number}: {', '.join(PARTS[part] for part in changed)} changed.",
        by=by,
        at=at,
        data={"support_brief": brief.pk, **{part: words[part] for part in changed}},
    )
    _mail(brief, at=at)
    return brief


def _mail(brief: SupportBrief, *, at: datetime) -> None:
    audience = Audience.objects.filter(slug=SUPPORT).first()
    if audience is None:
        return
    incident = brief.incident
    path = reverse("comms:support", args=[incident.reference])
    context = {"brief": brief, "incident": incident, "url": f"{settings.SITE_URL}{path}"}
    post.send(
        Draft(
            kind="comms.support_brief",
            subject=f"What to tell customers: {incident.display_title} ({incident.reference})",
            text=render_to_string("mail/support_brief.txt", context),
            key=f"support-brief:{brief.pk}",
            lane=Lane.UPDATES,
            about=incident,
            topic=f"support-brief:{incident.pk}",
            thread=f"incident-{incident.pk}-{SUPPORT}",
            restricted=incident.private,
        ),
        to=recipients_of(audience, incident),
        at=at,
        by=brief.by,
    )
