"""The duty changes hands: say what there is to know."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from incidents.alerts.models import Alert
from incidents.comms.models import Promise
from incidents.oncall.actions.build_shifts import wake_for_change
from incidents.oncall.models import HandoffNote, Rotation, Shift
from incidents.oncall.schedule.letters import Letter, between, send_letter
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.times import clock_time, spelled

MOST = 12
LOOKS_BACK = timedelta(days=14)
LATE = timedelta(hours=12)


@transaction.atomic
def hand_off_duty(*, rotation: Rotation, changed_at: datetime, at: datetime) -> None:
    """Who leaves, who comes and the rotation's owners get one letter: what is open, what
    fired, which promises are due, and the notes of who leaves. Private incidents are told in
    their rooms alone. Nothing is sent where the same person goes on, or long after."""
    locked = Rotation.objects.select_for_update().get(pk=rotation.pk)
    begun = locked.shifts.filter(starts_at=changed_at).with_people().first()
    ended = locked.shifts.filter(ends_at=changed_at).with_people().first()
    following = locked.shifts.at(at).first()
    if following is not None:
        wake_for_change(locked, following.ends_at)
    outgoing = ended.person if ended else None
    incoming = begun.person if begun else None
    if begun is None or outgoing == incoming or at - changed_at > LATE:
        return
    notes = list(HandoffNote.objects.filter(rotation=locked, handed_over_at=None).order_by("pk"))
    since = ended.starts_at if ended else changed_at - LOOKS_BACK
    _write(locked, begun, outgoing, incoming, notes, since=since, at=at)
    HandoffNote.objects.filter(pk__in=[one.pk for one in notes]).update(handed_over_at=at)


def _write(
    rotation: Rotation,
    begun: Shift,
    outgoing: User | None,
    incoming: User | None,
    notes: list[HandoffNote],
    *,
    since: datetime,
    at: datetime,
) -> None:
    people = [one for one in (outgoing, incoming, *rotation.owners.all()) if one is not None]
    notes_said = [f"{one.by} writes: {one.text}" for one in notes]
    open_now, promises, fired = _open(), _promises(at=at), _fired(since=since)
    send_letter(
        "oncall.hand_off",
        key=f"hand-off:{rotation.pk}:{begun.starts_at.isoformat()}",
        to=people,
        write=lambda zone: Letter(
            f"{rotation}: {incoming or 'nobody'} is on call now",
            (
                f"{outgoing or 'Nobody'} handed over to {incoming or 'nobody'}.",
                f"The duty is {between(begun.starts_at, begun.ends_at, zone)}.",
                *notes_said,
                _listed("Open incidents", [f"{one.reference} {_named(one)}" for one in open_now]),
                _listed(
                    "Updates promised",
                    [
                        f"{one.incident.reference} to {one.audience}, by "
                        f"{spelled(one.due_at, zone)}"
                        for one in promises
                    ],
                ),
                _listed(
                    "Alerts that fired during the last duty",
                    [f"{clock_time(one.starts_at, zone)} {one.title}" for one in fired],
                ),
            ),
            reverse("oncall:schedule"),
        ),
        at=at,
    )


def _named(incident: Incident) -> str:
    return f"{incident.severity_label} {incident.display_title}"


def _listed(title: str, lines: list[str]) -> str:
    if not lines:
        return f"{title}: none."
    shown = [f"- {one}" for one in lines[:MOST]]
    more = [f"- and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join([f"{title}:", *shown, *more])


def _open() -> list[Incident]:
    return list(Incident.objects.open().filter(private=False).worst_first()[: MOST + 1])


def _promises(*, at: datetime) -> list[Promise]:
    owed = Promise.objects.unsettled().filter(incident__private=False)
    return list(owed.select_related("incident", "audience").soonest_first()[: MOST + 1])


def _fired(*, since: datetime) -> list[Alert]:
    """Of private incidents none, and of no time but this duty's."""
    fired = Alert.objects.exclude(incident__private=True).filter(starts_at__gte=since)
    return list(fired.newest_first()[: MOST + 1])
