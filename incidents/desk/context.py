"""The "Active now" list, beside every page of the portal."""

from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from incidents.record.business_impact import rank_all_of
from incidents.record.models import Incident
from incidents.record.models.incident import IncidentQuerySet
from portal.people.models import User

MOST = 6


def active_now(request: HttpRequest) -> dict[str, object]:
    """Open incidents this person may see, by business impact; only on the portal's own pages."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not request.path.startswith("/portal/"):
        return {}
    visible = Incident.objects.visible_to(cast(User, user)).open()
    # Read when the template first asks, so that a page that has them need not read them twice.
    return {"active_incidents": SimpleLazyObject(lambda: most_harmful(visible))}


def most_harmful(visible: IncidentQuerySet) -> list[Incident]:
    ranked = rank_all_of(visible, at=timezone.now())
    return [one.incident for one in ranked[:MOST]]
