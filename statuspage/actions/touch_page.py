"""Note that something public changed, and have it published."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from portal.clock import clock
from statuspage.models import Page
from statuspage.snapshot.publishing import publish_site

logger = logging.getLogger("allclear.statuspage")


def touch_page(*, at: datetime) -> None:
    """Count the revision up in the caller's transaction and publish after its commit.

    The timer set here makes sure of it when this process dies in between.
    """
    page = Page.objects.the_page()
    Page.objects.filter(pk=page.pk).update(revision=F("revision") + 1, updated_at=at)
    clock.set("statuspage.publish", about=page, at=at)
    transaction.on_commit(_publish, robust=True)


def _publish() -> None:
    try:
        publish_site()
    except OSError:
        logger.exception("the status page could not be written; it will be tried again")
