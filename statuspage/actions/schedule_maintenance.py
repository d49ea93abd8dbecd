"""Say beforehand that work is planned."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from portal.web.lines import one_line
from statuspage.actions.settle_components import components_for
from statuspage.actions.write_update import record_update
from statuspage.maintenance import check_window, set_alarms
from statuspage.models import (
    Audience,
    ComponentStatus,
    Impact,
    MaintenanceSeries,
    Notice,
    NoticeComponent,
    NoticeKind,
    NoticeStatus,
)
from statuspage.values import NoticeWords


@transaction.atomic
def schedule_maintenance(
    *,
    title: str,
    text: str,
    scheduled_for: datetime,
    scheduled_until: datetime,
    components: Sequence[str],
    key: str,
    by_name: str,
    at: datetime,
    remind_minutes: int | None = 60,
    auto_start: bool = True,
    auto_end: bool = True,
    tell: bool = True,
    audiences: Sequence[Audience] = (),
    titles: Mapping[str, str] | None = None,
    translations: Mapping[str, dict[str, str]] | None = None,
    series: MaintenanceSeries | None = None,
    occurrence_at: datetime | None = None,
) -> Notice:
    """Make the notice with its first word; the same key twice is the first one.

    `components` are public ids; `titles` and `translations` the title and the word in other
    languages. It starts and ends by timers, unless a person is to do either. Raises
    UnusableWindow, NothingToSay or NoSuchComponent.
    """
    check_window(scheduled_for, scheduled_until, at=at)
    notice, created = Notice.objects.get_or_create(
        key=key,
        defaults={
            "kind": NoticeKind.MAINTENANCE,
            "title": one_line(title),
            "status": NoticeStatus.SCHEDULED,
            "impact": Impact.MAINTENANCE,
            "started_at": scheduled_for,
            "created_at": at,
            "updated_at": at,
            "scheduled_for": scheduled_for,
            "scheduled_until": scheduled_until,
            "remind_minutes": remind_minutes,
            "auto_start": auto_start,
            "auto_end": auto_end,
            "translations": dict(titles or {}),
            "series": series,
            "occurrence_at": occurrence_at,
        },
    )
    if not created:
        return notice
    notice.audiences.set(audiences)
    for component in components_for(notice, components).values():
        NoticeComponent.objects.create(
            notice=notice,
            component=component,
            status=ComponentStatus.OPERATIONAL,
            worst=ComponentStatus.OPERATIONAL,
        )
    words = NoticeWords(
        status=NoticeStatus.SCHEDULED,
        status_text=text,
        tell=tell,
        translations=dict(translations or {}),
    )
    record_update(notice=notice, words=words, key=f"{key}:first", by_name=by_name, at=at)
    set_alarms(notice, at=at)
    return notice
