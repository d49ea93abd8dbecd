"""Calendars of planned maintenance: of the page, and of each component."""

from datetime import timedelta

from statuspage.calendars import CONTENT_TYPE, maintenance_calendar
from statuspage.snapshot.documents import Document
from statuspage.snapshot.facts import NoticeFacts, SiteFacts

# What calendars would otherwise go on showing must be told for so long; what is behind is
# kept for looking back.
CANCELLED_FOR = timedelta(days=30)
PAST_FOR = timedelta(days=90)


def calendar_documents(facts: SiteFacts) -> list[Document]:
    """Components with the same work ahead, mostly none, share the making of it."""
    planned = shown_in_calendars(facts)
    made: dict[tuple[int, ...], bytes] = {}

    def document(path: str, notices: list[NoticeFacts]) -> Document:
        which = tuple(one.row.pk for one in notices)
        if which not in made:
            made[which] = _calendar(facts, notices)
        return Document(path, made[which], CONTENT_TYPE)

    documents = [document("/maintenance.ics", planned)]
    for one in facts.components:
        its = [each for each in planned if one.row.pk in _named(each)]
        documents.append(document(f"/components/{one.row.public_id}/maintenance.ics", its))
    return documents


def shown_in_calendars(facts: SiteFacts) -> list[NoticeFacts]:
    return [one for one in facts.maintenances if _is_shown(facts, one)]


def _is_shown(facts: SiteFacts, notice: NoticeFacts) -> bool:
    row = notice.row
    if row.cancelled_at is not None:
        return facts.at - row.cancelled_at < CANCELLED_FOR
    return row.resolved_at is None or facts.at - row.resolved_at < PAST_FOR


def _named(notice: NoticeFacts) -> set[int]:
    return {component.pk for component, _, _ in notice.components}


def _calendar(facts: SiteFacts, notices: list[NoticeFacts]) -> bytes:
    texts = {one.row.pk: one.updates[0].body for one in notices if one.updates}
    return maintenance_calendar([one.row for one in notices], facts.page, texts=texts)
