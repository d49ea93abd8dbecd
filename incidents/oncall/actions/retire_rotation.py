"""Nobody takes turns here any more."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.build_shifts import close_shifts
from incidents.oncall.actions.withdraw_swap import withdraw_swap
from incidents.oncall.models import EscalationPolicy, Rotation
from incidents.oncall.schedule.letters import Letter, send_letter
from portal.clock import clock
from portal.people.actions.audit import audit
from portal.people.models import User


class StillNeeded(ValueError):
    """Somebody would be called by it."""


@transaction.atomic
def retire_rotation(*, rotation: Rotation, by: User, at: datetime) -> Rotation:
    """Its duty ends now, what was written ahead is taken back, and who had it is told; who it
    was stays to be read. Raises StillNeeded while a policy or another rotation relies on it."""
    locked = Rotation.objects.select_for_update(of=("self",)).get(pk=rotation.pk)
    if locked.retired_at is not None:
        return locked
    _check(locked)
    for swap in locked.swaps.waiting():
        withdraw_swap(swap=swap, by=swap.asked_by, at=at)
    locked.overrides.standing().filter(ends_at__gt=at).update(cancelled_at=at, cancelled_by=by)
    people = close_shifts(rotation=locked, at=at)
    locked.retired_at = at
    locked.save(update_fields=["retired_at"])
    clock.cancel_all(about=locked)
    audit(
        by=by,
        at=at,
        verb="retired",
        subject=f"oncall.rotation:{locked.pk}",
        subject_name=str(locked),
    )
    send_letter(
        "oncall.retired",
        key=f"retired:{locked.pk}:{at:%Y%m%dT%H%M%S}",
        to=[one for one in (*people, *locked.owners.all()) if one != by],
        write=lambda _: Letter(
            f"{locked} is retired: nobody is on call for it any more",
            (f"{by} retired it. Your duties in it from now on are gone, also from calendars.",),
        ),
        at=at,
        by=by,
    )
    return locked


def _check(rotation: Rotation) -> None:
    policies = EscalationPolicy.objects.filter(steps__rotation=rotation).distinct()
    if names := [f"“{one}”" for one in policies.order_by("name")]:
        raise StillNeeded(
            f"{_listed(names)} would have nobody to call on that rung. Take {rotation} out there "
            "first: Policies, Edit."
        )
    backed = rotation.backs_up.in_use()
    if names := [str(one) for one in backed.order_by("name")]:
        raise StillNeeded(
            f"It is the backup of {_listed(names)}. Choose another backup there first."
        )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
