"""A rotation: its people, layers, weeks ahead and past; retiring it, and taking it up again."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.oncall.actions.reopen_rotation import reopen_rotation
from incidents.oncall.actions.retire_rotation import StillNeeded, retire_rotation
from incidents.oncall.models import DutyKind, Rotation, RotationMember
from incidents.oncall.schedule.duties import OnCall, duty_of, on_call
from incidents.oncall.schedule.lanes import joined, rhythm_of
from incidents.oncall.views.rotations import MANAGE
from portal.people.models import User
from portal.web.access import allowed

CONFLICT, SOON, MOST = 409, 14, 300


@require_safe
@allowed("record.view_incidents")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, pk)


@require_POST
@allowed(MANAGE)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    rotation = get_object_or_404(Rotation, pk=pk)
    try:
        retire_rotation(rotation=rotation, by=cast(User, request.user), at=timezone.now())
    except StillNeeded as refusal:
        return _show(request, pk, refusal=str(refusal))
    messages.success(request, f"{rotation} is retired. Who had a duty in it ahead is told.")
    return redirect("oncall:schedule")


@require_POST
@allowed(MANAGE)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    rotation = get_object_or_404(Rotation, pk=pk)
    reopen_rotation(rotation=rotation, by=cast(User, request.user), at=timezone.now())
    messages.success(request, "The next eight weeks are written anew.")
    return redirect(rotation)


def _show(request: HttpRequest, pk: int, *, refusal: str = "") -> HttpResponse:
    now, shown = timezone.now(), MOST if "all" in request.GET else SOON
    rotation = get_object_or_404(Rotation.objects.select_related("team", "backup_rotation"), pk=pk)
    shifts = rotation.shifts.with_people()
    written = [duty_of(one, rotation) for one in shifts.filter(ends_at__gt=now).in_order()[:MOST]]
    ahead = joined(written)
    past = shifts.filter(ends_at__lte=now).order_by("-ends_at")[: shown + 1]
    in_use = rotation.retired_at is None
    members = list(rotation.members.select_related("person").order_by("position", "pk"))
    duty = (_now(written, now) or on_call(rotation, at=now)) if in_use else None
    layers = rotation.layers.prefetch_related("members__person").order_by("-position", "pk")
    context = {
        "rotation": rotation,
        "refusal": refusal,
        "rhythm": rhythm_of(rotation),
        "hands_over": rotation.pattern != Rotation.Pattern.SUN,
        "duty": duty,
        "backup": _backup(rotation, duty, members, at=now),
        "members": members,
        "layers": layers,
        "ahead": ahead[:shown],
        "gaps": [one for one in ahead if one.kind == DutyKind.GAP],
        "past": [duty_of(one, rotation) for one in past][:shown],
        "more": len(ahead) > shown or len(past) > shown,
        "standing": [one for one in ahead if one.override],
        "changes": list(_changes(rotation.history.select_related("history_user")[:11])),
        "now": now,
        "section": "oncall",
    }
    status = CONFLICT if refusal else 200
    return render(request, "incidents/oncall/rotation.html", context, status=status)


def _now(written: list[OnCall], now: datetime) -> OnCall | None:
    """By what is written, unless who stands there has left."""
    there = (one for one in written if one.starts_at <= now < one.ends_at)
    found = next(there, None)
    return found if found and (found.person is None or found.person.is_active) else None


def _backup(
    rotation: Rotation, duty: OnCall | None, members: list[RotationMember], *, at: datetime
) -> str:
    """Who would be called if whoever has the duty could not; the rule where that is open."""
    other = rotation.backup_rotation
    if other is not None:
        return f"{on_call(other, at=at).person or 'nobody'}, {other}"
    if rotation.backup != Rotation.Backup.NEXT:
        return "none"
    order = [one.person for one in members if one.person.is_active]
    if duty is None or duty.person not in order or len(order) == 1:
        return "the next in the order"
    return str(order[(order.index(duty.person) + 1) % len(order)])


def _changes(versions: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Newest first: who, when, and which facts; an order of people is no fact of the row."""
    rows = list(versions)
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        if before is None:
            if row.history_type == "+":
                yield {"row": row, "what": "Added it"}
            continue
        fields = row.diff_against(before, foreign_keys_are_objs=False).changed_fields
        yield {"row": row, "what": _what(fields, retired=row.retired_at is not None)}


def _what(fields: list[str], *, retired: bool) -> str:
    if "retired_at" in fields:
        return "Retired it" if retired else "Took it up again"
    names = [one.replace("_", " ") for one in fields]
    return f"Changed {', '.join(names)}" if names else "People or their order"
