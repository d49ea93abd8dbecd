"""Updates as e-mail to people inside the company."""

from datetime import UTC, datetime

from django.conf import settings
from django.template.loader import render_to_string

from incidents.comms.models import Audience, Update
from incidents.comms.words import Words
from incidents.record.models import Incident
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient


def spelled(moment: datetime) -> str:
    """A time with its zone's name: "14:45 UTC"."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"


def recipients_of(audience: Audience, incident: Incident) -> list[Recipient]:
    """Members and extra addresses; of a private incident, only members who may see it."""
    people = list(audience.members.filter(is_active=True).order_by("name"))
    if incident.private:
        allowed = set(incident.members.values_list("pk", flat=True))
        people = [
            person
            for person in people
            if person.pk in allowed or person.has_perm("record.see_private")
        ]
    found = [to_person(person) for person in people]
    if not incident.private:
        known = {recipient.address for recipient in found}
        found += [Recipient(address=one) for one in audience.extra_addresses if one not in known]
    return found


def to_person(person: User) -> Recipient:
    return Recipient(address=person.email, name=person.name, person=person)


def draft_update(
    *,
    incident: Incident,
    words: Words,
    stage_label: str,
    due_at: datetime | None,
    automatic: bool,
    key: str,
) -> Draft:
    """The mail of one audience, exactly as it is sent; the preview shows this too."""
    context = {
        "incident": incident,
        "stage": stage_label,
        "words": words,
        "promise": spelled(due_at) if due_at else "",
        "automatic": automatic,
        "url": f"{settings.SITE_URL}{incident.get_absolute_url()}",
    }
    return Draft(
        kind="comms.update",
        subject=f"{incident.severity_label} {stage_label}: {incident.display_title} "
        f"({incident.reference})",
        text=render_to_string("mail/incident_update.txt", context),
        html=render_to_string("mail/incident_update.html", context),
        key=key,
        lane=Lane.UPDATES,
        about=incident,
        topic=f"incident:{incident.pk}:{words.audience.slug}",
        thread=f"incident-{incident.pk}-{words.audience.slug}",
        restricted=incident.private,
    )


def mail_audience(*, update: Update, words: Words, due_at: datetime | None, at: datetime) -> None:
    draft = draft_update(
        incident=update.incident,
        words=words,
        stage_label=update.get_stage_display(),
        due_at=due_at,
        automatic=update.automatic,
        key=f"update:{update.pk}:{words.audience.slug}",
    )
    post.send(draft, to=recipients_of(words.audience, update.incident), at=at, by=update.by)
