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


def spelled(moment: datetime, *, now: datetime) -> str:
    """A time with its zone's name, and its day where that is another one: "14:45 UTC",
    "Fri 20 Nov, 14:45 UTC"."""
    local, today = moment.astimezone(UTC), now.astimezone(UTC).date()
    clock = f"{local:%H:%M} UTC"
    return clock if local.date() == today else f"{local:%a} {local.day} {local:%b}, {clock}"


def recipients_of(audience: Audience, incident: Incident) -> list[Recipient]:
    """Members, and addresses outside the portal. Of a private incident only those members who
    may see it; of drills and private incidents nobody outside."""
    people = sorted(audience.active_members, key=lambda one: one.name)
    if incident.private:
        allowed = set(incident.members.values_list("pk", flat=True))
        people = [
            person
            for person in people
            if person.pk in allowed or person.has_perm("record.see_private")
        ]
    found = [to_person(person) for person in people]
    if incident.private or incident.is_drill:
        return found
    known = {recipient.address.lower() for recipient in found}
    outside = dict.fromkeys(one.lower() for one in audience.extra_addresses)
    return [*found, *(Recipient(address=one) for one in outside if one not in known)]


def to_person(person: User) -> Recipient:
    return Recipient(address=person.email, name=person.name, person=person)


def draft_update(
    *,
    update: Update,
    words: Words,
    due_at: datetime | None,
    at: datetime,
) -> Draft:
    """The mail of one audience, exactly as it is sent; the preview shows this too, of an
    update that is not saved yet."""
    incident = update.incident
    context = {
        "incident": incident,
        "update": update,
        "words": words,
        "promise": spelled(due_at, now=at) if due_at else "",
        "url": f"{settings.SITE_URL}{incident.get_absolute_url()}",
    }
    return Draft(
        kind="comms.update",
        subject=f"{incident.severity_label} {update.headline}: {incident.display_title} "
        f"({incident.reference})",
        text=render_to_string("mail/incident_update.txt", context),
        html=render_to_string("mail/incident_update.html", context),
        key=f"update:{update.pk}:{words.audience.slug}",
        lane=Lane.UPDATES,
        about=incident,
        topic=f"incident:{incident.pk}:{words.audience.slug}",
        thread=f"incident-{incident.pk}-{words.audience.slug}",
        restricted=incident.private,
    )


def mail_audience(*, update: Update, words: Words, due_at: datetime | None, at: datetime) -> None:
    draft = draft_update(update=update, words=words, due_at=due_at, at=at)
    post.send(draft, to=recipients_of(words.audience, update.incident), at=at, by=update.by)
