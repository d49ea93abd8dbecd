"""What programs read of the page: the JSON, and what else is no page for people."""

from statuspage.snapshot.api import api_documents
from statuspage.snapshot.documents import Document
from statuspage.snapshot.facts import SiteFacts


def machine_documents(facts: SiteFacts) -> list[Document]:
    """Every published address that is not a page for people."""
    return api_documents(facts)
