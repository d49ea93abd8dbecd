"""Two notices turn out to be one trouble."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.settle_components import settle_components
from statuspage.actions.touch_page import touch_page
from statuspage.actions.write_update import lock_notice, write_update
from statuspage.links import notice_address
from statuspage.models import ComponentStatus, Notice, NoticeStatus, Subscriber
from statuspage.models.component import RANK
from statuspage.values import NoticeWords

TITLE = 200


@transaction.atomic
def continue_notice(*, public_id: str, into: str, by_name: str, at: datetime) -> bool:
    """End one notice with a word that names where it continues, told to all who follow it.

    The other takes over what is said of components, so that nothing looks well meanwhile, and
    everybody who followed only the first. False where one of them is over or gone already.
    """
    locked = {one: lock_notice(one) for one in sorted((public_id, into))}
    notice, other = locked[public_id], locked[into]
    if notice.has_ended or other.has_ended:
        return False
    _take_over_components(notice, other, by_name=by_name, at=at)
    _take_over_followers(notice, other)
    notice.title = _named(notice.title, other.title)
    notice.save(update_fields=["title"])
    write_update(
        public_id=public_id,
        words=NoticeWords(
            status=NoticeStatus.RESOLVED,
            status_text=f"This is the same trouble as “{other.title}” and is not over. "
            f"Follow it there: {notice_address(other)}",
        ),
        key=f"continues:{notice.pk}:{other.pk}",
        by_name=by_name,
        at=at,
    )
    touch_page(at=at)
    return True


def _named(title: str, other: str) -> str:
    """Subjects and lists show the title: it says that this is not the end."""
    room = TITLE - len(" (continues in “”)")
    half = room // 2
    kept = title if len(title) <= half else title[: half - 1] + "…"
    there = other if len(other) <= half else other[: half - 1] + "…"
    return f"{kept} (continues in “{there}”)"


def _take_over_components(notice: Notice, other: Notice, *, by_name: str, at: datetime) -> None:
    said = {one.component_id: one.status for one in other.affected.all()}
    worse = {
        one.component.public_id: one.status
        for one in notice.affected.select_related("component")
        if one.component.visible
        and RANK[one.status] > RANK[said.get(one.component_id, ComponentStatus.OPERATIONAL)]
    }
    settle_components(notice=other, statuses=worse, by_name=by_name, at=at)
    other.updated_at = at
    other.save(update_fields=["impact", "updated_at"])


def _take_over_followers(notice: Notice, other: Notice) -> None:
    """They asked to hear of this trouble, and it goes on."""
    kept = ("channel", "address", "state", "everything", "volume", "maintenance",
            "component_changes", "language", "created_at", "confirmed_at",
            "secret_generation", "rotating_until")  # fmt: skip
    following = Subscriber.objects.active().filter(only_notice=notice).values(*kept)
    Subscriber.objects.bulk_create(
        [Subscriber(only_notice=other, **one) for one in following.iterator()],
        ignore_conflicts=True,
        batch_size=1000,
    )
