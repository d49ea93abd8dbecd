"""The only door between the private record and the public page.

Everything that passes is a frozen value; nothing of an incident but these words reaches
the status page, and nothing but what is published here can be read back.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from statuspage.actions.continue_notice import continue_notice as _continue_notice
from statuspage.actions.keep_promise import mark_late as _mark_late
from statuspage.actions.keep_promise import set_promise as _set_promise
from statuspage.actions.open_notice import open_notice as _open_notice
from statuspage.actions.publish_report import publish_report as _publish_report
from statuspage.actions.retract_notice import retract_notice as _retract_notice
from statuspage.actions.set_component_status import set_component_status as _set_component_status
from statuspage.actions.write_update import write_update as _write_update
from statuspage.models import Component, Notice, Subscriber
from statuspage.models.notice import ENDED, UNDER_WAY
from statuspage.values import ComponentValue, Led, NoticeValue, NoticeWords

__all__ = [
    "ComponentValue",
    "Led",
    "NoticeValue",
    "NoticeWords",
    "accepts_updates",
    "affected",
    "components",
    "continue_in",
    "mark_late",
    "notice",
    "notice_url",
    "open_notice",
    "planned_work",
    "post_update",
    "promise",
    "publish_report",
    "report",
    "retract",
    "set_component",
    "subscriber_count",
]


def components() -> list[ComponentValue]:
    return [
        ComponentValue(one.public_id, one.name, one.group.name if one.group else "", one.status)
        for one in Component.objects.public().in_order()
    ]


def set_component(*, public_id: str, status: str, by_name: str, at: datetime) -> None:
    """Say how a public component is, beside any notice."""
    component = Component.objects.public().get(public_id=public_id)
    _set_component_status(component=component, status=status, by_name=by_name, at=at, source="api")


def affected(public_id: str) -> list[str]:
    """The components a notice speaks of, by public id."""
    found = Notice.objects.public().filter(public_id=public_id).first()
    return list(found.affected.values_list("component__public_id", flat=True)) if found else []


def notice_url(public_id: str) -> str:
    return f"{settings.SITE_URL}/incidents/{public_id}/"


def notice(public_id: str) -> NoticeValue | None:
    found = Notice.objects.public().filter(public_id=public_id).first()
    return _value(found) if found else None


def accepts_updates(public_id: str, *, status: str) -> bool:
    """Whether a word of this status continues the notice, or needs a new one."""
    found = notice(public_id) if public_id else None
    return found is not None and (found.status not in ENDED or status in ENDED)


def open_notice(
    *,
    title: str,
    words: NoticeWords,
    started_at: datetime,
    key: str,
    by_name: str,
    at: datetime,
) -> NoticeValue:
    """Publish a new notice with its first update; the same key twice is the first one."""
    return _value(
        _open_notice(
            title=title, words=words, started_at=started_at, key=key, by_name=by_name, at=at
        )
    )


def post_update(
    *, public_id: str, words: NoticeWords, key: str, by_name: str, at: datetime
) -> NoticeValue:
    """Publish another update; the same key twice is the first one."""
    return _value(_write_update(public_id=public_id, words=words, key=key, by_name=by_name, at=at))


def promise(*, public_id: str, next_update_by: datetime | None, at: datetime) -> None:
    """Show when the next update comes."""
    _set_promise(public_id=public_id, next_update_by=next_update_by, at=at)


def mark_late(*, public_id: str, at: datetime) -> None:
    """Count a promise that passed unkept."""
    _mark_late(public_id=public_id, at=at)


def report(public_id: str) -> str:
    """What customers read of the incident afterwards; empty while nothing is published."""
    found = Notice.objects.public().filter(public_id=public_id).first()
    return found.report if found and found.report_published_at else ""


def publish_report(*, public_id: str, text: str, by_name: str, at: datetime, tell: bool) -> None:
    """Put the report on the notice's page. Raises a LookupError or ValueError in words."""
    _publish_report(public_id=public_id, text=text, by_name=by_name, at=at, tell=tell)


def continue_in(*, public_id: str, into: str, by_name: str, at: datetime) -> bool:
    """End a notice with a word that names the one it continues in; False where one is over."""
    return _continue_notice(public_id=public_id, into=into, by_name=by_name, at=at)


def retract(*, public_id: str, reason: str, at: datetime) -> None:
    """Take a notice back: gone from every surface, its unsent mail stopped."""
    _retract_notice(public_id=public_id, reason=reason, at=at)


def subscriber_count(public_ids: Iterable[str]) -> int:
    """How many subscribers an update about these components would be told to."""
    wanted = Component.objects.public().filter(public_id__in=list(public_ids))
    return Subscriber.objects.active().filter(only_notice=None).naming(wanted).count()


def planned_work() -> dict[str, str]:
    """The title of the maintenance under way of each public component, by public id."""
    begun = Notice.objects.public().maintenance().filter(status__in=UNDER_WAY)
    return dict(begun.order_by("pk").values_list("affected__component__public_id", "title"))


def _value(found: Notice) -> NoticeValue:
    return NoticeValue(
        found.public_id, notice_url(found.public_id), found.status, found.next_update_by
    )
