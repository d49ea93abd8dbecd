"""The schedule by program: who is on call, when, and who stands in."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from incidents.desk.api.asked import LARGEST, Email, Short, absent, missing, the_person
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import DutyShape, OverrideShape, RotationShape
from incidents.desk.api.showing import person_shape
from incidents.oncall.actions.cancel_override import cancel_override
from incidents.oncall.actions.override_duty import override_duty
from incidents.oncall.models import Override, Rotation
from incidents.oncall.paging.ladders import on_call_now
from incidents.oncall.schedule.duties import OnCall
from incidents.oncall.schedule.lanes import duties_of, rhythm_of

router = Router(tags=["on call"])
SCOPE, WORK = "page", "record.work_incident"
AT = "/on-call"
LONGEST, USUAL, MOST = timedelta(days=93), timedelta(days=14), 500


class SpanAsked(Schema):
    """From now for two weeks, if nothing is said; three months at most."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    rotation: Annotated[str, Query(max_length=80)] = ""


class OverrideBody(Schema):
    """`person` null: nobody is needed."""

    rotation: Short
    person: Email | None
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: Short = ""


@reads(router, AT, list[DutyShape])
def on_call(request: HttpRequest) -> list[dict[str, Any]]:
    """Who has each duty now."""
    return [_duty(one) for one in on_call_now(at=timezone.now())]


@reads(router, f"{AT}/rotations", list[RotationShape])
def list_rotations(request: HttpRequest) -> list[dict[str, Any]]:
    """Each rotation with its people in turn."""
    rows = Rotation.objects.named().select_related("team").prefetch_related("members__person")
    return [
        {
            "name": one.name,
            "team": one.team.slug if one.team else None,
            "time_zone": one.time_zone,
            "handover_time": f"{one.handover_time:%H:%M}",
            "rhythm": rhythm_of(one),
            "commands": one.commands,
            "people": [
                person_shape(each.person)
                for each in sorted(one.members.all(), key=lambda each: (each.position, each.pk))
            ],
        }
        for one in rows
    ]


@reads(router, f"{AT}/schedule", list[DutyShape])
def schedule(request: HttpRequest, asked: Query[SpanAsked]) -> list[dict[str, Any]]:
    """Every duty that touches a span, in order of rotation and time."""
    now = timezone.now()
    since = asked.since or now
    until = asked.until or since + USUAL
    if not since < until <= since + LONGEST:
        raise missing("until", "It must lie after since, and 93 days later at most.")
    rotations = Rotation.objects.named()
    if asked.rotation:
        rotations = rotations.filter(name=asked.rotation)
    chosen = list(rotations)
    duties = duties_of(chosen, since, until, at=now)
    return [_duty(duty) for one in chosen for duty in duties[one.pk]][:MOST]


@reads(router, f"{AT}/overrides", list[OverrideShape])
def list_overrides(request: HttpRequest) -> list[dict[str, Any]]:
    """Those that stand, now or ahead."""
    standing = Override.objects.standing().filter(ends_at__gt=timezone.now()).in_order()
    return [_override(one) for one in standing[:MOST]]


@acts(router, f"{AT}/overrides", OverrideShape, scope=SCOPE, permission=WORK)
def override(request: HttpRequest, body: OverrideBody) -> dict[str, Any]:
    """Place somebody for a while; everybody may place themselves."""
    rotation = Rotation.objects.filter(name=body.rotation).first()
    if rotation is None:
        raise missing("rotation", f"There is no rotation {body.rotation}.")
    placed = override_duty(
        rotation=rotation,
        person=the_person(body.person) if body.person is not None else None,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        reason=body.reason,
        by=person(request),
        at=timezone.now(),
    )
    return _override(placed)


@acts(
    router,
    AT + "/overrides/{override_id}/end",
    OverrideShape,
    scope=SCOPE,
    permission=WORK,
    status=DONE,
)
def end_override(request: HttpRequest, override_id: int) -> dict[str, Any]:
    """The rules hold again."""
    rows = Override.objects.in_order()
    found = rows.filter(pk=override_id).first() if 0 <= override_id <= LARGEST else None
    if found is None:
        raise absent("override")
    return _override(cancel_override(override=found, by=person(request), at=timezone.now()))


def _duty(duty: OnCall) -> dict[str, Any]:
    return {
        "rotation": duty.rotation.name,
        "person": person_shape(duty.person),
        "starts_at": duty.starts_at,
        "ends_at": duty.ends_at,
        "override": duty.override,
        "kind": duty.kind,
        "stands_for": person_shape(duty.stands_for),
        "layer": duty.layer,
    }


def _override(row: Override) -> dict[str, Any]:
    ended: datetime | None = row.cancelled_at
    return {
        "id": row.pk,
        "rotation": row.rotation.name,
        "person": person_shape(row.person),
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "reason": row.reason,
        "cancelled_at": ended,
    }
