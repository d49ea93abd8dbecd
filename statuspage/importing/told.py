"""What was said: incidents and maintenance, with their updates and the history they made."""

from datetime import datetime, timedelta

from statuspage.actions.backfill_notice import NotPast, PastUpdate, backfill_notice
from statuspage.actions.open_notice import open_notice
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.actions.start_maintenance import start_maintenance
from statuspage.actions.write_update import write_update
from statuspage.importing.reading import ExportedNotice, ExportedUpdate, Unusable
from statuspage.importing.shown import BY, Tally, kept_id
from statuspage.models import Component, Notice, NoticeStatus, NoticeUpdate
from statuspage.models.notice import ENDED, OF_MAINTENANCE
from statuspage.values import NoticeWords

A_MINUTE = timedelta(minutes=1)
REMIND_MINUTES = 60
DONE = "The planned maintenance is complete."


def import_notice(
    exported: ExportedNotice, components: dict[str, Component], tally: Tally, *, at: datetime
) -> None:
    """One that is there already stays as it is. Raises Unusable."""
    key = f"statuspage:{exported.id}"
    planned = exported.said[0].status in OF_MAINTENANCE
    what = "maintenance" if planned else "incident"
    known = Notice.objects.filter(key=key).exists()
    tally.count(what, made=not known)
    if known:
        return
    try:
        notice = _make(exported, components, key, at=at)
    except (ValueError, LookupError) as error:
        raise Unusable(f"incidents.json: {exported.id} ({exported.name}): {error}") from error
    _keep_ids(notice, exported)


def _make(
    exported: ExportedNotice, components: dict[str, Component], key: str, *, at: datetime
) -> Notice:
    said = exported.said
    planned = said[0].status in OF_MAINTENANCE
    if planned and (exported.scheduled_for is None or exported.scheduled_until is None):
        raise NotPast("Maintenance needs scheduled_for and scheduled_until.")
    over = exported.scheduled_until is not None and exported.scheduled_until <= at
    if said[-1].status in ENDED or (planned and over):
        return _past(exported, components, key, at=at)
    if planned:
        return _coming(exported, components, key)
    return _open(exported, components, key)


def _past(
    exported: ExportedNotice, components: dict[str, Component], key: str, *, at: datetime
) -> Notice:
    updates = [
        PastUpdate(
            at=one.at,
            status=one.status,
            status_text=_text(one),
            components=_states(one, components),
        )
        for one in exported.said
    ]
    if updates[-1].status not in ENDED and exported.scheduled_until is not None:
        end = max(exported.scheduled_until, updates[-1].at)
        updates.append(PastUpdate(at=end, status=NoticeStatus.COMPLETED, status_text=DONE))
    begun = min(exported.started_at or exported.created_at, updates[0].at)
    if begun == updates[-1].at:
        begun -= A_MINUTE
    notice = backfill_notice(
        title=exported.name,
        updates=updates,
        started_at=begun,
        key=key,
        by=None,
        by_name=BY,
        at=at,
        scheduled_until=max(exported.scheduled_until or begun, begun + A_MINUTE),
        impact_override=exported.impact_override or "",
    )
    if exported.scheduled_for and exported.scheduled_until:
        # It was told of before it began.
        ends = max(exported.scheduled_until, exported.scheduled_for + A_MINUTE)
        notice.started_at = notice.scheduled_for = exported.scheduled_for
        notice.scheduled_until = ends
    notice.impact = exported.impact
    if exported.postmortem_body and exported.postmortem_published_at:
        published = exported.postmortem_published_at
        notice.report = exported.postmortem_body
        notice.report_published_at = published if published is not True else updates[-1].at
    notice.save()
    return notice


def _coming(exported: ExportedNotice, components: dict[str, Component], key: str) -> Notice:
    first, *later = exported.said
    if exported.scheduled_for is None or exported.scheduled_until is None:
        raise NotPast("Maintenance needs scheduled_for and scheduled_until.")
    named = {one.id for one in exported.components}
    named |= {
        change.code or "" for one in exported.said for change in one.affected_components or []
    }
    notice = schedule_maintenance(
        title=exported.name,
        text=_text(first),
        scheduled_for=exported.scheduled_for,
        scheduled_until=exported.scheduled_until,
        components=[components[one].public_id for one in sorted(named) if one in components],
        key=key,
        by_name=BY,
        at=first.at,
        remind_minutes=REMIND_MINUTES if exported.scheduled_remind_prior is not False else None,
        auto_start=bool(exported.scheduled_auto_in_progress),
        auto_end=bool(exported.scheduled_auto_completed),
        tell=False,
    )
    for one in later:
        if one.status == NoticeStatus.IN_PROGRESS and notice.status == NoticeStatus.SCHEDULED:
            notice = start_maintenance(
                public_id=notice.public_id, by_name=BY, at=one.at, text=_text(one), tell=False
            )
        else:
            notice = _say(notice, one, {}, f"{key}:{one.id}")
    return notice


def _open(exported: ExportedNotice, components: dict[str, Component], key: str) -> Notice:
    first, *later = exported.said
    notice = open_notice(
        title=exported.name,
        words=_words(first, components),
        started_at=exported.started_at or exported.created_at,
        key=key,
        by_name=BY,
        at=first.at,
    )
    for one in later:
        notice = _say(notice, one, components, f"{key}:{one.id}")
    if exported.impact_override:
        Notice.objects.filter(pk=notice.pk).update(impact_override=exported.impact_override)
    return notice


def _say(
    notice: Notice, update: ExportedUpdate, components: dict[str, Component], key: str
) -> Notice:
    return write_update(
        public_id=notice.public_id,
        words=_words(update, components),
        key=key,
        by_name=BY,
        at=update.at,
    )


def _words(update: ExportedUpdate, components: dict[str, Component]) -> NoticeWords:
    return NoticeWords(
        status=update.status,
        status_text=_text(update),
        components=_states(update, components),
        tell=False,
    )


def _text(update: ExportedUpdate) -> str:
    return (update.body or "").strip() or NoticeStatus(update.status).label


def _states(update: ExportedUpdate, components: dict[str, Component]) -> dict[str, str]:
    """Of components that are still there; what was deleted has no history here."""
    return {
        components[one.code].public_id: str(one.new_status)
        for one in update.affected_components or []
        if one.code in components and one.new_status
    }


def _keep_ids(notice: Notice, exported: ExportedNotice) -> None:
    """The ids links are made of, of the notice and, in order of time, of its updates."""
    Notice.objects.filter(pk=notice.pk).update(public_id=kept_id(exported.id))
    rows = list(notice.updates.order_by("display_at", "pk"))
    for row, update in zip(rows, exported.said, strict=False):
        NoticeUpdate.objects.filter(pk=row.pk).update(public_id=kept_id(update.id))
