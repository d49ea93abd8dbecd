"""Prepare words for the next time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.define_component import NameTaken
from statuspage.models import Component, NoticeTemplate
from statuspage.models.notice import OF_MAINTENANCE, NoticeKind

FIELDS = ("name", "title", "text", "status", "tell")


@transaction.atomic
def define_template(
    *,
    template: NoticeTemplate | None,
    facts: dict[str, Any],
    components: Sequence[Component] | None,
    by: User,
    at: datetime,
) -> NoticeTemplate:
    """Make one (None) or change it; `facts` are of FIELDS. Raises NameTaken."""
    unknown = facts.keys() - set(FIELDS)
    if unknown:
        raise TypeError(f"A template has no {unknown}.")
    found = template or NoticeTemplate()
    before = {name: str(getattr(found, name)) for name in FIELDS} if template else {}
    for name, value in facts.items():
        setattr(found, name, value)
    planned = found.status in OF_MAINTENANCE
    found.kind = NoticeKind.MAINTENANCE if planned else NoticeKind.INCIDENT
    if NoticeTemplate.objects.filter(name=found.name).exclude(pk=found.pk).exists():
        raise NameTaken(f"There is a template “{found.name}” already.")
    found.save()
    if components is not None:
        found.components.set(components)
    audit(
        by=by,
        at=at,
        verb="changed" if template else "added",
        subject=f"statuspage.noticetemplate:{found.pk}",
        subject_name=found.name,
        before=before,
        after={name: str(getattr(found, name)) for name in FIELDS},
    )
    return found
