"""Somebody else takes it for a while."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.models import Absence, Override, Rotation
from incidents.oncall.schedule.duties import planned
from incidents.oncall.schedule.letters import Letter, between, send_letter
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.web.lines import one_line

LONGEST = timedelta(days=60)
MANAGE = "oncall.manage_rotations"


class CannotOverride(ValueError):
    """The stand-in cannot be placed as asked; `field` is what to change."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class AlreadyOverridden(CannotOverride):
    """Somebody else was placed there before."""


@transaction.atomic
def override_duty(
    *,
    rotation: Rotation,
    person: User | None,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: User,
    at: datetime,
    agreed: bool = False,
) -> Override:
    """Place somebody, or nobody, and write the shifts anew. Everybody may take a duty
    themselves; others are placed by who manages rotations, or where they `agreed`. Who is
    placed and who is relieved are told."""
    locked = Rotation.objects.select_for_update().get(pk=rotation.pk)
    if locked.retired_at is not None:
        raise CannotOverride(f"{locked} is retired: nobody is called by it.", field="rotation")
    starts_at = max(starts_at, at)
    _check_span(starts_at, ends_at)
    _check_person(person, starts_at, ends_at, by=by, agreed=agreed)
    taken = locked.overrides.standing().between(starts_at, ends_at).in_order().first()
    if taken is not None:
        raise AlreadyOverridden(
            f"{taken.person or 'Nobody'} stands there already, "
            f"{taken.starts_at:%d %b %H:%M} to {taken.ends_at:%d %b %H:%M} UTC. "
            "End that override first, or choose other times.",
            field="starts_at",
        )
    relieved = {
        one.person.pk: one.person
        for one in planned(locked, starts_at, ends_at)
        if one.person is not None
    }
    override = Override.objects.create(
        rotation=locked,
        person=person,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=one_line(reason)[:160],
        made_by=by,
        made_at=at,
    )
    build_shifts(rotation=locked, at=at)
    _record(override, by=by, at=at)
    _tell(override, [*relieved.values(), *([person] if person else [])], by=by, at=at)
    return override


def _check_span(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise CannotOverride("It must end after it begins, and later than now.", field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise CannotOverride(
            f"An override lasts {LONGEST.days} days at most: change the rotation instead.",
            field="ends_at",
        )


def _check_person(
    person: User | None, starts_at: datetime, ends_at: datetime, *, by: User, agreed: bool
) -> None:
    if person != by and not agreed and not by.has_perm(MANAGE):
        raise CannotOverride(
            "You may take a duty yourself. Ask others for a swap: they decide.", field="person"
        )
    if person is None:
        return
    if not person.is_active:
        raise CannotOverride(f"{person} no longer works here.", field="person")
    away = Absence.objects.filter(person=person, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if found := away.order_by("starts_at").first():
        raise CannotOverride(
            f"{person} is away {found.starts_at:%d %b %H:%M} to {found.ends_at:%d %b %H:%M} UTC.",
            field="person",
        )


def _record(override: Override, *, by: User, at: datetime) -> None:
    audit(
        by=by,
        at=at,
        verb="overrode",
        subject=f"oncall.override:{override.pk}",
        subject_name=str(override),
        after={
            "person": str(override.person or "nobody needed"),
            "starts_at": override.starts_at.isoformat(),
            "ends_at": override.ends_at.isoformat(),
            "reason": override.reason,
        },
    )


def _tell(override: Override, people: list[User], *, by: User, at: datetime) -> None:
    who = override.person or "Nobody"
    verb = "has the duty" if override.person else "is needed"

    send_letter(
        "oncall.override",
        key=f"override:{override.pk}",
        to=[one for one in people if one != by],
        write=lambda zone: Letter(
            f"{override.rotation}: {who} {verb} "
            f"{between(override.starts_at, override.ends_at, zone)}",
            (
                f"{by} placed this override."
                + (f" Reason: {override.reason}" if override.reason else ""),
            ),
        ),
        at=at,
        by=by,
    )
