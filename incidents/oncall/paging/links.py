"""The link in a page's mail: signed, for this page only, good for a day."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from incidents.oncall.models import Page

PURPOSE = "oncall.page"
GOOD_FOR = timedelta(hours=24)


def page_token(page: Page) -> str:
    return signing.dumps(page.pk, salt=PURPOSE)


def page_url(page: Page) -> str:
    return f"{settings.SITE_URL}{reverse('oncall:answer', args=[page_token(page)])}"


def page_of(token: str) -> Page | None:
    """The page behind a link; None for a wrong, altered or expired one."""
    try:
        pk = signing.loads(token, salt=PURPOSE, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return Page.objects.filter(pk=pk).select_related("incident", "person").first()
