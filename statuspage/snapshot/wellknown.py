"""Addresses that programs look at unasked."""

from datetime import UTC, datetime

from django.conf import settings

from statuspage.snapshot.documents import Document
from statuspage.snapshot.facts import SiteFacts

TEXT = "text/plain; charset=utf-8"
SECURITY = "/.well-known/security.txt"
STAFF = ("/portal/", "/admin/", "/account/")


def wellknown_documents(facts: SiteFacts) -> list[Document]:
    robots = "".join(f"Disallow: {place}\n" for place in STAFF)
    documents = [Document("/robots.txt", f"User-agent: *\n{robots}".encode(), TEXT)]
    if facts.page.security_contact:
        documents.append(Document(SECURITY, security_txt(facts).encode(), TEXT))
    return documents


def closed_to_robots() -> Document:
    return Document("/robots.txt", b"User-agent: *\nDisallow: /\n", TEXT)


def security_txt(facts: SiteFacts) -> str:
    """Whom to tell of a weakness (RFC 9116). It expires in two to three months, and says the
    same for a whole month."""
    month = facts.at.year * 12 + facts.at.month - 1 + 3
    expires = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return (
        f"Contact: {facts.page.security_contact}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        f"Preferred-Languages: {', '.join(facts.page.languages)}\n"
        f"Canonical: {settings.SITE_URL}{SECURITY}\n"
    )
