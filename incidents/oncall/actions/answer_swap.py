"""They take it, or they do not."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.ask_swap import EXPIRES, CannotSwap
from incidents.oncall.actions.override_duty import override_duty
from incidents.oncall.models import Rotation, Swap, SwapState
from incidents.oncall.schedule.letters import Letter, between, send_letter
from portal.clock import clock
from portal.people.actions.audit import audit
from portal.people.models import User


class SwapSettled(CannotSwap):
    """It was answered, withdrawn, or is too old."""


def lock_waiting(swap: Swap, *, at: datetime) -> Swap:
    """The swap, locked after its rotation; raises SwapSettled when it waits no more."""
    Rotation.objects.select_for_update().get(pk=swap.rotation_id)
    locked = Swap.objects.select_for_update(of=("self",)).get(pk=swap.pk)
    if locked.state != SwapState.ASKED:
        raise SwapSettled(f"This is settled: {locked.get_state_display().lower()}.")
    return locked


@transaction.atomic
def answer_swap(*, swap: Swap, accept: bool, by: User, at: datetime, via: str) -> Swap:
    """Accepting places them, and in return who asked; both are told. Only who was asked
    answers, once."""
    locked = lock_waiting(swap, at=at)
    if by != locked.asked:
        raise CannotSwap(f"Only {locked.asked} can answer this.")
    if at >= locked.expires_at:
        raise SwapSettled("This is too late: it expired.")
    if accept:
        _place(locked, at=at)
    locked.state = SwapState.ACCEPTED if accept else SwapState.DECLINED
    locked.answered_at, locked.via = at, via
    locked.save()
    clock.cancel(EXPIRES, about=locked)
    settle(locked, by=by, at=at)
    return locked


def _place(swap: Swap, *, at: datetime) -> None:
    why = f"Swap asked by {swap.asked_by}"
    swap.override = override_duty(
        rotation=swap.rotation,
        person=swap.asked,
        starts_at=swap.starts_at,
        ends_at=swap.ends_at,
        reason=why,
        by=swap.asked,
        at=at,
    )
    if swap.return_starts_at is not None and swap.return_ends_at is not None:
        override_duty(
            rotation=swap.rotation,
            person=swap.asked_by,
            starts_at=swap.return_starts_at,
            ends_at=swap.return_ends_at,
            reason="In return for a swap",
            by=swap.asked_by,
            at=at,
        )


def settle(swap: Swap, *, by: User | None, at: datetime) -> None:
    """Both are told how it ended, and it is on the audit log."""
    words = {
        SwapState.ACCEPTED: f"{swap.asked} takes",
        SwapState.DECLINED: f"{swap.asked} cannot take",
        SwapState.EXPIRED: f"{swap.asked} did not answer about",
        SwapState.WITHDRAWN: f"{swap.asked_by} needs nobody any more for",
    }[SwapState(swap.state)]
    note = (
        "The schedule shows it already."
        if swap.state == SwapState.ACCEPTED
        else "The schedule is as it was. Somebody else can be asked."
    )
    send_letter(
        "oncall.swap",
        key=f"swap:{swap.pk}:{swap.state}",
        to=[swap.asked, swap.asked_by],
        write=lambda zone: Letter(
            f"{words} {swap.rotation}, {between(swap.starts_at, swap.ends_at, zone)}", (note,)
        ),
        at=at,
        by=by,
    )
    audit(
        by=by,
        at=at,
        verb=str(swap.state),
        subject=f"oncall.swap:{swap.pk}",
        subject_name=str(swap),
        after={"via": swap.via} if swap.via else {},
    )
