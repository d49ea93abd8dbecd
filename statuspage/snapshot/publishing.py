"""Rendering the whole public site and putting it where it is served from."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from portal.clock.now import database_now
from statuspage.models import Page
from statuspage.snapshot.folder import forget, read_manifest, write_site
from statuspage.snapshot.site import render_site

logger = logging.getLogger("allclear.statuspage")

FRESH = timedelta(seconds=25)


@transaction.atomic
def publish_site(*, anyway: bool = False) -> bool:
    """Publish the newest revision unless it is out already; True when files were written.

    Publishers take turns, so an older revision never replaces a newer one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('statuspage.publish', 0))")
    now = database_now()
    page = Page.objects.the_page()
    out = read_manifest(settings.PUBLIC_DIR)
    is_fresh = out.age(at=now) < FRESH.total_seconds()
    if out.revision == page.revision and is_fresh and not anyway:
        return False
    documents = render_site(page, at=now)
    write_site(settings.PUBLIC_DIR, documents, revision=page.revision, made_at=now.isoformat())
    return True


def remove_notice(public_id: str) -> None:
    """Delete a notice's documents from what is published, at once.

    Pages that list it are rendered anew by the publication that follows.
    """
    forget(settings.PUBLIC_DIR, containing=public_id)
