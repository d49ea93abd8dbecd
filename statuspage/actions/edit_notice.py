"""Correct what is said about a notice as a whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from portal.post import post
from portal.web.lines import one_line
from statuspage.actions.retract_notice import notice_topic
from statuspage.actions.settle_components import components_for
from statuspage.actions.touch_page import touch_page
from statuspage.actions.write_update import lock_notice
from statuspage.models import Audience, Impact, Notice
from statuspage.snapshot.publishing import remove_notice


class CannotEdit(ValueError):
    """The edit would make the notice say what cannot be; `field` is the one to look at."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def edit_notice(
    *,
    public_id: str,
    by: User,
    at: datetime,
    title: str | None = None,
    impact_override: str | None = None,
    started_at: datetime | None = None,
    translations: Mapping[str, str] | None = None,
    audiences: Sequence[Audience] | None = None,
) -> Notice:
    """Change what is given and leave the rest; nobody is told, the change is audited.

    `impact_override` "" returns to what the updates say. A notice that becomes an audience's
    leaves the published page at once, and its unsent mail is stopped. Raises NoSuchNotice,
    NoSuchComponent or CannotEdit.
    """
    notice = lock_notice(public_id)
    before = _plain(notice)
    if title is not None:
        notice.title = _checked_title(title)
    if impact_override is not None:
        if impact_override and impact_override not in Impact.values:
            raise CannotEdit("Choose one of the impacts.", field="impact_override")
        notice.impact_override = impact_override
    if started_at is not None:
        notice.started_at = _checked_start(notice, started_at, at=at)
    if translations is not None:
        notice.translations = {one: one_line(text) for one, text in translations.items() if text}
    if audiences is not None:
        _narrow(notice, audiences, at=at)
    after = _plain(notice)
    if after == before:
        return notice
    notice.updated_at = at
    notice.save()
    audit(
        by=by,
        at=at,
        verb="edited",
        subject=f"statuspage.notice:{notice.pk}",
        subject_name=notice.title,
        before=before,
        after=after,
    )
    touch_page(at=at)
    return notice


def _checked_title(title: str) -> str:
    if not one_line(title):
        raise CannotEdit("A notice needs a title.", field="title")
    return one_line(title)[:200]


def _checked_start(notice: Notice, started_at: datetime, *, at: datetime) -> datetime:
    if notice.is_maintenance:
        raise CannotEdit("Reschedule maintenance to move its start.", field="started_at")
    if started_at > min(at, notice.resolved_at or at):
        raise CannotEdit("It cannot start in the future, or after its end.", field="started_at")
    return started_at


def _narrow(notice: Notice, audiences: Sequence[Audience], *, at: datetime) -> None:
    was_public = not notice.audiences.exists()
    notice.audiences.set(audiences)
    if was_public and audiences:
        remove_notice(notice.public_id)
        reason = "It became an audience's."
        post.withdraw(topic=notice_topic(notice.public_id), at=at, reason=reason)
    if not audiences:
        named = notice.affected.values_list("component__public_id", flat=True)
        components_for(notice, list(named))


def _plain(notice: Notice) -> dict[str, Any]:
    return {
        "title": notice.title,
        "impact_override": notice.impact_override,
        "started_at": notice.started_at.isoformat(),
        "translations": notice.translations,
        "audiences": sorted(notice.audiences.values_list("name", flat=True)),
    }
