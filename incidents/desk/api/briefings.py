"""Links that show executives where things stand."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.comms.actions.issue_briefing import issue_briefing
from incidents.comms.actions.revoke_briefing import revoke_briefing
from incidents.comms.models import BriefingLink
from incidents.desk.api.asked import LARGEST, absent
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import PersonShape
from incidents.desk.api.showing import person_shape
from incidents.record.models import Incident, incident_for
from portal.programs.asked import Name

router = Router(tags=["briefings"])
BRIEFINGS = "/incidents/{reference}/briefings"
COMMUNICATE, TELL = "communicate", "comms.send_update"


class BriefingShape(Schema):
    briefing: int
    name: str
    made_by: PersonShape
    made_at: datetime
    expires_at: datetime
    last_seen_at: datetime | None
    works: bool


class MadeBriefing(BriefingShape):
    """The address opens the page to whoever has it, and is told this once."""

    url: str


class BriefingBody(Schema):
    name: Name
    hours: Annotated[int, Field(ge=1, le=720)] = 24
    shows_private: bool = False


@reads(router, BRIEFINGS, list[BriefingShape], scope=COMMUNICATE, permission=TELL)
def list_briefings(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    incident = incident_for(person(request), reference)
    return [_shape(one) for one in BriefingLink.objects.of(incident).newest_first()]


@acts(router, BRIEFINGS, MadeBriefing, scope=COMMUNICATE, permission=TELL)
def make_briefing(request: HttpRequest, reference: str, body: BriefingBody) -> dict[str, Any]:
    """A read-only page about this incident, without signing in."""
    incident = incident_for(person(request), reference)
    link, raw = issue_briefing(
        incident=incident,
        name=body.name,
        good_for=timedelta(hours=body.hours),
        shows_private=body.shows_private,
        by=person(request),
        at=timezone.now(),
    )
    return {**_shape(link), "url": f"{settings.SITE_URL}{reverse('briefing:page', args=[raw])}"}


@acts(
    router,
    BRIEFINGS + "/{briefing}/revocation",
    list[BriefingShape],
    scope=COMMUNICATE,
    permission=TELL,
    status=DONE,
)
def revoke(request: HttpRequest, reference: str, briefing: int) -> list[dict[str, Any]]:
    """From now on it shows nothing."""
    incident = incident_for(person(request), reference)
    link = _the_link(incident, briefing)
    revoke_briefing(link=link, by=person(request), at=timezone.now())
    return [_shape(one) for one in BriefingLink.objects.of(incident).newest_first()]


def _the_link(incident: Incident, pk: int) -> BriefingLink:
    found = BriefingLink.objects.of(incident).filter(pk=min(max(pk, 0), LARGEST)).first()
    if found is None:
        raise absent("briefing")
    return found


def _shape(link: BriefingLink) -> dict[str, Any]:
    return {
        "briefing": link.pk,
        "name": link.name,
        "made_by": person_shape(link.made_by),
        "made_at": link.made_at,
        "expires_at": link.expires_at,
        "last_seen_at": link.last_seen_at,
        "works": link.works(at=timezone.now()),
    }
