"""Ask a colleague to take a duty."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse

from incidents.oncall.models import Absence, Rotation, Swap
from incidents.oncall.models.swap import SwapState
from incidents.oncall.schedule.duties import planned
from incidents.oncall.schedule.letters import Letter, between, send_letter
from portal.clock import clock
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.web.lines import one_line
from portal.web.times import spelled

EXPIRES, PURPOSE = "oncall.swap_expires", "oncall.swap"
PATIENCE = timedelta(hours=48)
LEAST = timedelta(minutes=5)
Span = tuple[datetime, datetime]


class CannotSwap(ValueError):
    """The swap cannot be asked for, or answered, like that; `field` is what to change."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def ask_swap(
    *,
    rotation: Rotation,
    asked: User,
    starts_at: datetime,
    ends_at: datetime,
    note: str,
    by: User,
    at: datetime,
    in_return: Span | None = None,
) -> Swap:
    """They are written to and answer by the portal or the letter's link. Until then nothing
    changes. It expires after two days, or when the duty would begin."""
    locked = Rotation.objects.select_for_update().get(pk=rotation.pk)
    if locked.retired_at is not None:
        raise CannotSwap(f"{locked} is retired: nobody is called by it.", field="rotation")
    starts_at = max(starts_at, at)
    _check(asked, (starts_at, ends_at), in_return, by=by, at=at)
    waiting = locked.swaps.waiting().filter(asked=asked, starts_at=starts_at, ends_at=ends_at)
    if found := waiting.first():
        return found
    duty = next((one for one in planned(locked, starts_at, ends_at) if one.person), None)
    swap = Swap.objects.create(
        rotation=locked,
        asked_by=by,
        asked=asked,
        stands_for=duty.person if duty else None,
        starts_at=starts_at,
        ends_at=ends_at,
        return_starts_at=in_return[0] if in_return else None,
        return_ends_at=in_return[1] if in_return else None,
        note=one_line(note)[:160],
        state=SwapState.ASKED,
        asked_at=at,
        expires_at=max(min(at + PATIENCE, starts_at), at + LEAST),
    )
    clock.set(EXPIRES, about=swap, at=swap.expires_at)
    audit(
        by=by,
        at=at,
        verb="asked",
        subject=f"oncall.swap:{swap.pk}",
        subject_name=str(swap),
        after={"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()},
    )
    _write_to(swap, at=at)
    return swap


def _check(asked: User, span: Span, in_return: Span | None, *, by: User, at: datetime) -> None:
    starts_at, ends_at = span
    if asked == by:
        raise CannotSwap("Ask somebody else, or take it yourself.", field="asked")
    if not asked.is_active:
        raise CannotSwap(f"{asked} no longer works here.", field="asked")
    if ends_at <= starts_at:
        raise CannotSwap("It must end after it begins, and later than now.", field="ends_at")
    if in_return is not None and (in_return[1] <= in_return[0] or in_return[0] <= at):
        raise CannotSwap(
            "What you take in return must lie ahead, and end after it begins.",
            field="return_ends_at",
        )
    away = Absence.objects.filter(person=asked, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if away.exists():
        raise CannotSwap(f"{asked} is away then. Ask somebody else.", field="asked")


def swap_token(swap: Swap) -> str:
    return signing.dumps(swap.pk, salt=PURPOSE)


def swap_of(token: str) -> Swap | None:
    """The swap behind a link; None for a wrong or altered one."""
    try:
        pk = signing.loads(token, salt=PURPOSE, max_age=PATIENCE + timedelta(days=30))
    except signing.BadSignature:
        return None
    return Swap.objects.in_order().filter(pk=pk).first()


def _write_to(swap: Swap, *, at: datetime) -> None:
    path = reverse("oncall:swap_link", args=[swap_token(swap)])
    returned = swap.return_starts_at, swap.return_ends_at
    send_letter(
        "oncall.swap",
        key=f"swap:{swap.pk}:asked",
        to=[swap.asked],
        write=lambda zone: Letter(
            f"{swap.asked_by} asks: can you take {swap.rotation}, "
            f"{between(swap.starts_at, swap.ends_at, zone)}?",
            tuple(
                line
                for line in (
                    swap.note and f"They write: {swap.note}",
                    f"In return {swap.asked_by} takes "
                    f"{between(returned[0], returned[1], zone)} of the same rotation."
                    if returned[0] and returned[1]
                    else "",
                    "Nothing changes before you say yes. It expires without an answer by "
                    + spelled(swap.expires_at, zone),
                )
                if line
            ),
            path,
            "Accept or decline",
        ),
        at=at,
        by=swap.asked_by,
    )
