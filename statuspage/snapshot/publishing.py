"""Rendering the whole public site and putting it where it is served from."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from portal.clock.now import database_now
from portal.failpoints import failpoint
from statuspage.models import Page
from statuspage.models.page import LANGUAGES
from statuspage.snapshot.folder import (
    Manifest,
    read_for_writing,
    read_manifest,
    remove,
    whole_files,
    write_manifest,
    write_site,
    writing,
)
from statuspage.snapshot.site import render_site

FRESH = timedelta(seconds=25)


@transaction.atomic
def publish_site(*, anyway: bool = False) -> bool:
    """Publish the newest revision unless it is out already; True when files were written.

    Publishers take turns and read after their turn has come, so an older revision never
    replaces a newer one. The revision is read first: a change that commits meanwhile is
    published again by whoever owes it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('statuspage.publish', 0))")
    folder = settings.PUBLIC_DIR
    with writing(folder):
        now = database_now()
        page = Page.objects.the_page()
        out = read_for_writing(folder)
        is_fresh = out.age(at=now) < FRESH.total_seconds()
        if out.revision == page.revision and is_fresh and not anyway:
            return False
        site = None
        for hurry in (True, False):
            reusable = _reusable(read_for_writing(folder))
            site = render_site(page, at=now, out=reusable, hurry=hurry, begun=site)
            # What was made in a hurry is not the whole revision yet: whoever comes next owes it.
            revision = 0 if site.behind else page.revision
            write_site(folder, site.documents, revision=revision, made_at=now.isoformat())
            if not site.behind:
                break
    return True


def _reusable(out: Manifest) -> dict[str, str]:
    """What was made from what, of the files that are all there; nothing where it shows the
    time."""
    whole = whole_files(settings.PUBLIC_DIR)
    return {path: row["source"] for path, row in out.rows.items() if row["file"] in whole}


def remove_notice(public_id: str) -> None:
    """Delete a notice's page from what is published, at once; what lists it is rendered
    anew by the publication that follows, which the lower revision makes sure of."""
    folder = settings.PUBLIC_DIR
    with writing(folder):
        out = read_manifest(folder)
        for root in ("", *(f"/{language}" for language in LANGUAGES)):
            path = f"{root}/incidents/{public_id}/"
            remove(folder, f"{path[1:]}index.html")
            out.rows.pop(path, None)
        write_manifest(folder, replace(out, revision=0))
    failpoint("retraction.removed")
