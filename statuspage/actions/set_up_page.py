"""Say what the page is."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import Page

FIELDS = (
    "name",
    "description",
    "time_zone",
    "languages",
    "support_url",
    "security_contact",
    "flip_seconds",
    "private",
)


@transaction.atomic
def set_up_page(*, facts: dict[str, Any], by: User, at: datetime) -> Page:
    """Take over `facts`, of FIELDS, that a form has checked; audited and published."""
    page = Page.objects.select_for_update().get(pk=Page.objects.the_page().pk)
    before = {name: str(getattr(page, name)) for name in FIELDS}
    for name in facts.keys() & set(FIELDS):
        setattr(page, name, facts[name])
    after = {name: str(getattr(page, name)) for name in FIELDS}
    if after == before:
        return page
    page.save(update_fields=[*FIELDS])
    audit(
        by=by,
        at=at,
        verb="changed",
        subject=f"statuspage.page:{page.pk}",
        subject_name=page.name,
        before=before,
        after=after,
    )
    touch_page(at=at)
    return page
