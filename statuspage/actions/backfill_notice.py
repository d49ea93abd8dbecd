"""Enter past trouble, or past maintenance, into the history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from portal.web.lines import one_line
from statuspage.actions.rewrite_history import Stretch, rewrite_history
from statuspage.actions.settle_components import components_for
from statuspage.actions.touch_page import touch_page
from statuspage.actions.write_update import NothingToSay, StatusOutOfPlace
from statuspage.models import (
    Audience,
    ComponentStatus,
    Impact,
    Notice,
    NoticeComponent,
    NoticeKind,
    NoticeStatus,
    NoticeUpdate,
)
from statuspage.models.component import RANK
from statuspage.models.notice import ENDED, OF_MAINTENANCE
from statuspage.sentences import impact_of


class NotPast(ValueError):
    """What is entered has not happened, has no end, or is out of order."""


@dataclass(frozen=True)
class PastUpdate:
    """One thing said at its own time; `components` maps public ids to what they became."""

    at: datetime
    status: str
    status_text: str
    impact_text: str = ""
    action_text: str = ""
    components: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def backfill_notice(
    *,
    title: str,
    updates: Sequence[PastUpdate],
    started_at: datetime,
    key: str,
    by: User | None,
    by_name: str,
    at: datetime,
    scheduled_until: datetime | None = None,
    impact_override: str = "",
    audiences: Sequence[Audience] = (),
) -> Notice:
    """Make the notice with all its updates, in order of time and the last one its end, and
    write the status its components had then, so that uptime counts it. Nobody is told.

    Statuses of maintenance make it maintenance, planned from `started_at` to
    `scheduled_until` or its end. At its end every component works again; what only the end
    names was so from the start. The same key twice
    is the first one. Raises NotPast, NothingToSay, StatusOutOfPlace or NoSuchComponent.
    """
    _check(updates, started_at, at=at)
    if not one_line(title):
        raise NothingToSay("Write the title that customers see.")
    planned = updates[0].status in OF_MAINTENANCE
    if any((one.status in OF_MAINTENANCE) is not planned for one in updates):
        raise StatusOutOfPlace("It is an incident, or maintenance, not both.")
    ended_at = next(one.at for one in updates if one.status in ENDED)
    watched = [one.at for one in updates if one.status == NoticeStatus.MONITORING]
    notice, created = Notice.objects.get_or_create(
        key=key,
        defaults={
            "kind": NoticeKind.MAINTENANCE if planned else NoticeKind.INCIDENT,
            "title": one_line(title)[:200],
            "status": updates[-1].status,
            "impact": Impact.MAINTENANCE if planned else Impact.NONE,
            "impact_override": impact_override,
            "started_at": started_at,
            "created_at": started_at,
            "updated_at": updates[-1].at,
            "monitoring_at": watched[0] if watched else None,
            "resolved_at": ended_at,
            "scheduled_for": started_at if planned else None,
            "scheduled_until": (scheduled_until or ended_at) if planned else None,
            "backfilled": True,
        },
    )
    if not created:
        return notice
    notice.audiences.set(audiences)
    _record(notice, updates, ended_at, key=key, by_name=by_name)
    audit(
        by=by,
        at=at,
        verb="backfilled",
        subject=f"statuspage.notice:{notice.pk}",
        subject_name=notice.title,
        after={"started_at": started_at.isoformat(), "resolved_at": ended_at.isoformat()},
    )
    touch_page(at=at)
    return notice


def _check(updates: Sequence[PastUpdate], started_at: datetime, *, at: datetime) -> None:
    if not updates or updates[-1].status not in ENDED:
        raise NotPast("Past trouble needs its end: say last when it was resolved or completed.")
    times = [started_at, *(one.at for one in updates)]
    if times != sorted(times):
        raise NotPast("Write the updates in order of time, none before the start.")
    if times[-1] > at:
        raise NotPast("This is not past yet. Publish it, or schedule it, instead.")
    if times[-1] == times[0]:
        raise NotPast("The end must be after the start.")
    if not all(one.status_text.strip() for one in updates):
        raise NothingToSay("Write what was said in every update.")


def _record(
    notice: Notice, updates: Sequence[PastUpdate], ended_at: datetime, *, key: str, by_name: str
) -> None:
    ids = list(dict.fromkeys(one for update in updates for one in update.components))
    found = components_for(notice, ids)
    now = dict.fromkeys(ids, str(ComponentStatus.OPERATIONAL))
    since: dict[str, tuple[datetime, str]] = {}
    stretches: dict[str, list[Stretch]] = {one: [] for one in ids}
    if updates[0].at >= ended_at:
        now |= {one: str(ComponentStatus(it)) for one, it in updates[0].components.items()}
        since = {one: (notice.started_at, now[one]) for one in ids}
    for number, update in enumerate(updates):
        said = {one: str(ComponentStatus(status)) for one, status in update.components.items()}
        if update.at >= ended_at:
            said = {
                one: str(ComponentStatus.OPERATIONAL) for one in ids if now[one] != "operational"
            }
        changes = []
        for one, status in said.items():
            if one in since and since[one][0] < update.at:
                stretches[one].append(Stretch(since[one][1], since[one][0], update.at))
            since[one] = (notice.started_at if number == 0 else update.at, status)
            changes.append(
                {"code": one, "name": str(found[one]), "old_status": now[one], "new_status": status}
            )
            now[one] = status
        NoticeUpdate.objects.create(
            notice=notice,
            key=f"{key}:{number}",
            status=NoticeStatus(update.status),
            status_text=update.status_text.strip(),
            impact_text=update.impact_text.strip(),
            action_text=update.action_text.strip(),
            tell=False,
            components=changes,
            by_name=by_name,
            created_at=update.at,
            display_at=update.at,
        )
    worst = {
        one: max((part.status for part in parts), key=RANK.__getitem__, default=now[one])
        for one, parts in stretches.items()
    }
    for one, parts in stretches.items():
        NoticeComponent.objects.create(
            notice=notice, component=found[one], status=now[one], worst=worst[one]
        )
        rewrite_history(
            component=found[one], stretches=parts, notice=notice, by_name=by_name, at=ended_at
        )
    if not notice.is_maintenance:
        notice.impact = impact_of(list(worst.values()))
        notice.save(update_fields=["impact"])
