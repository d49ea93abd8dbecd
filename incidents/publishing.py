"""The one crossing from the private record to the public page.

Only words written for customers pass, as frozen values; of the incident itself pass its
customer-facing title, its start and a key that means nothing outside. Drills and private
incidents are refused.
"""

from datetime import datetime

from incidents.record.actions.attach_notice import attach_notice
from incidents.record.models import Incident
from portal.people.models import User
from statuspage import published
from statuspage.published import ComponentValue, Led, NoticeWords

__all__ = [
    "ComponentValue",
    "NotForCustomers",
    "NoticeWords",
    "components",
    "components_of",
    "continue_in",
    "continues",
    "led_from",
    "notice_url",
    "planned_work",
    "promise",
    "publish_report",
    "report",
    "retract",
    "set_component",
    "still_troubled",
    "subscriber_count",
    "tell_customers",
]

AUTHOR_WHEN_NOBODY = "Allclear"


class NotForCustomers(Exception):
    """This incident must never reach the public page."""


def components() -> list[ComponentValue]:
    return published.components()


def components_of(
    incident: Incident, *, among: list[ComponentValue] | None = None
) -> list[ComponentValue]:
    """The public components of the services an incident touches."""
    ids = {one for service in incident.services.all() for one in service.components}
    known = components() if among is None else among
    return [one for one in known if one.public_id in ids]


def set_component(*, public_id: str, status: str, by: User, at: datetime) -> None:
    published.set_component(public_id=public_id, status=status, by_name=by.get_full_name(), at=at)


def still_troubled(incident: Incident) -> list[ComponentValue]:
    """What the incident's notice speaks of and does not work yet."""
    ids = set(published.affected(incident.notice_id)) if incident.notice_id else set()
    return [one for one in components() if one.public_id in ids and one.status != "operational"]


def planned_work() -> dict[str, str]:
    """The title of the maintenance under way of each public component, by public id."""
    return published.planned_work()


def subscriber_count(public_ids: list[str]) -> int:
    return published.subscriber_count(public_ids)


def notice_url(incident: Incident) -> str:
    return published.notice_url(incident.notice_id) if incident.notice_id else ""


def continues(incident: Incident, *, status: str) -> bool:
    """Whether a word of this status continues a public notice; otherwise it opens one, or
    there is nothing public left to speak of."""
    return published.accepts_updates(incident.notice_id, status=status)


def tell_customers(
    *,
    incident: Incident,
    title: str,
    words: NoticeWords,
    key: str,
    by: User | None,
    at: datetime,
) -> str:
    """Publish the first notice, or an update of it; the notice's public id.

    Raises NotForCustomers for drills, near misses and private incidents.
    """
    if incident.kind != "incident" or incident.private:
        what = "A private incident" if incident.private else f"A {incident.get_kind_display()}"
        raise NotForCustomers(f"{what} is never told to customers. Tell internal audiences only.")
    by_name = by.get_full_name() if by else AUTHOR_WHEN_NOBODY
    if published.accepts_updates(incident.notice_id, status=words.status):
        value = published.post_update(
            public_id=incident.notice_id, words=words, key=key, by_name=by_name, at=at
        )
        return value.public_id
    value = published.open_notice(
        title=title,
        words=words,
        started_at=incident.started_at,
        key=f"incident:{incident.pk}:{incident.version}",
        by_name=by_name,
        at=at,
    )
    attach_notice(incident=incident, notice_id=value.public_id, by=by, at=at)
    return value.public_id


def continue_in(*, incident: Incident, into: Incident, by: User | None, at: datetime) -> None:
    """What customers follow of `incident` continues with `into`: its notice is carried over
    where `into` has none that speaks, else it ends with a word that says where to go on."""
    if not continues(incident, status="investigating"):
        return
    by_name = by.get_full_name() if by else AUTHOR_WHEN_NOBODY
    if continues(into, status="investigating"):
        published.continue_in(
            public_id=incident.notice_id, into=into.notice_id, by_name=by_name, at=at
        )
        return
    notice_id = incident.notice_id
    attach_notice(incident=incident, notice_id="", by=by, at=at, goes_to=into.reference)
    attach_notice(incident=into, notice_id=notice_id, by=by, at=at, came_from=incident.reference)


def promise(*, incident: Incident, next_update_by: datetime | None, at: datetime) -> None:
    if incident.notice_id:
        published.promise(public_id=incident.notice_id, next_update_by=next_update_by, at=at)


def led_from(public_id: str) -> Led | None:
    """The open incident whose updates a notice consists of; never a private one, which has none."""
    incident = Incident.objects.open().filter(notice_id=public_id).first()
    if incident is None:
        return None
    return Led(incident.reference, f"{incident.get_absolute_url()}updates/")


def report(incident: Incident) -> str:
    """The report customers read, or nothing."""
    return published.report(incident.notice_id) if incident.notice_id else ""


def publish_report(*, incident: Incident, text: str, by: User, at: datetime, tell: bool) -> None:
    """Raises NotForCustomers, or a LookupError or ValueError in words."""
    if incident.kind != "incident" or incident.private or not incident.notice_id:
        raise NotForCustomers("Customers were told nothing of this; there is nothing to report to.")
    published.publish_report(
        public_id=incident.notice_id, text=text, by_name=by.get_full_name(), at=at, tell=tell
    )


def retract(*, incident: Incident, reason: str, by: User | None, at: datetime) -> None:
    """Take the notice back and unlink it."""
    if incident.notice_id:
        published.retract(public_id=incident.notice_id, reason=reason, at=at)
        attach_notice(incident=incident, notice_id="", by=by, at=at)
