"""What programs read of the page: JSON, feeds, calendars, badges, what is embedded elsewhere."""

from statuspage.snapshot.api import MOST, api_documents
from statuspage.snapshot.badge import badge_documents
from statuspage.snapshot.calendar import calendar_documents, shown_in_calendars
from statuspage.snapshot.documents import Document
from statuspage.snapshot.embeds import embed_documents
from statuspage.snapshot.facts import NoticeFacts, SiteFacts, with_updates
from statuspage.snapshot.feeds import feed_documents, recently_changed
from statuspage.snapshot.openapi import openapi_document
from statuspage.snapshot.wellknown import closed_to_robots, wellknown_documents


def machine_documents(facts: SiteFacts) -> list[Document]:
    """Every published address that is not a page for people; of a private page nothing but
    that robots have nothing to look for."""
    if facts.page.private:
        return [closed_to_robots()]
    with_updates(_spoken_of(facts))
    return [
        *api_documents(facts),
        openapi_document(),
        *feed_documents(facts),
        *calendar_documents(facts),
        *badge_documents(facts),
        *embed_documents(facts),
        *wellknown_documents(facts),
    ]


def _spoken_of(facts: SiteFacts) -> list[NoticeFacts]:
    """Those whose updates are read here."""
    return [
        *facts.notices[:MOST],
        *facts.maintenances[:MOST],
        *recently_changed(facts),
        *shown_in_calendars(facts),
        *(one for one in facts.everything if one.is_open),
    ]
