"""Who watches a resolved incident, and how they are asked."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from incidents.command.models import Watch
from incidents.comms.actions.nudge_promise import duty_managers
from incidents.comms.mailing import to_person
from incidents.oncall.models import Rotation
from incidents.oncall.schedule.duties import on_call, with_duty
from incidents.record.models import Incident, Role
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane


def who_watches(watch: Watch, *, at: datetime) -> User | None:
    """The one named; else who is on call for a team of the incident's services; else the
    technical lead; else the commander."""
    incident = watch.incident
    named = watch.watcher
    if named is not None and named.is_active:
        return named
    holders = (incident.holder_of(Role.TECHNICAL_LEAD), incident.holder_of(Role.COMMANDER))
    known = (on_call_for(incident, at=at), *holders)
    return next((one for one in known if one is not None and one.is_active), None)


def on_call_for(incident: Incident, *, at: datetime) -> User | None:
    """Of a private incident only somebody who may see it."""
    teams = [service.team_id for service in incident.services.all()]
    rotations = with_duty(Rotation.objects.all(), since=at).filter(commands=False)
    for rotation in sorted(rotations, key=lambda one: one.team_id not in teams):
        person = on_call(rotation, at=at).person
        if person is not None and may_see(person, incident):
            return person
    return None


def may_see(person: User, incident: Incident) -> bool:
    return Incident.objects.visible_to(person).filter(pk=incident.pk).exists()


def who_answers_for(watch: Watch, asked: User | None) -> list[User]:
    """Whom silence asks: the commander, else the managers; never only the one who was silent."""
    commander = watch.incident.holder_of(Role.COMMANDER)
    if commander is not None and commander.is_active and commander != asked:
        return [commander]
    return [one for one in duty_managers() if one != asked and may_see(one, watch.incident)]


def ask(
    watch: Watch, people: Iterable[User], *, subject: str, lines: list[str], key: str, at: datetime
) -> None:
    """An urgent mail with the way to the panel that takes the answer."""
    incident, to = watch.incident, [to_person(person) for person in people]
    if not to:
        return
    url = f"{settings.SITE_URL}{incident.get_absolute_url()}#_watch"
    text = "\n\n".join([*lines, f"Answer with one click: {url}"])
    post.send(
        Draft(
            kind="command.watch",
            subject=f"{subject}: {incident.display_title} ({incident.reference})",
            text=f"{text}\n",
            key=key,
            lane=Lane.URGENT,
            about=incident,
            restricted=incident.private,
        ),
        to=to,
        at=at,
    )
