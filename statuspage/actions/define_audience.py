"""Say who belongs to an audience."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.define_component import NameTaken
from statuspage.models import Audience


@transaction.atomic
def define_audience(
    *, audience: Audience | None, name: str, members: Sequence[User], by: User, at: datetime
) -> Audience:
    """Make one (None) or change it. Raises NameTaken."""
    found = audience or Audience()
    if Audience.objects.filter(name=name).exclude(pk=found.pk).exists():
        raise NameTaken(f"There is an audience “{name}” already.")
    before = _plain(found) if audience else {}
    found.name = name
    found.save()
    found.members.set(members)
    audit(
        by=by,
        at=at,
        verb="changed" if audience else "added",
        subject=f"statuspage.audience:{found.pk}",
        subject_name=name,
        before=before,
        after=_plain(found),
    )
    return found


def _plain(audience: Audience) -> dict[str, object]:
    members = sorted(audience.members.values_list("email", flat=True))
    return {"name": audience.name, "members": members}
