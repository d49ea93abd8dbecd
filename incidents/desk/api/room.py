"""Around an incident: pins, the war room, guides that fit, advisors."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.catalog.models import DiagnosticGuide
from incidents.command.actions.end_advice import end_advice
from incidents.command.actions.invite_advisor import invite_advisor
from incidents.command.actions.use_guide import use_guide
from incidents.command.guides import guides_for
from incidents.command.models import Errand
from incidents.desk.api.asked import LARGEST, Email, Slug, absent, the_person
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import PersonShape
from incidents.desk.api.showing import person_shape
from incidents.record.actions.pin_link import pin_link
from incidents.record.actions.unpin_link import unpin_link
from incidents.record.models import Advisor, Incident, PinnedLink, incident_for
from portal.programs.asked import Address, Note

router = Router(tags=["room"])
ONE = "/incidents/{reference}"
PINS, ADVISORS, GUIDES = ONE + "/pins", ONE + "/advisors", ONE + "/guides"
RECORD, WORK = "record", "record.work_incident"
COMMAND, COMMANDS = "command", "record.command_incident"


class PinShape(Schema):
    pin: int
    label: str
    url: str
    at: datetime


class PinBody(Schema):
    """Pinning an address again renames it."""

    url: Address
    label: Note = ""


class ErrandShape(Schema):
    """What another system was asked for and has not done yet, or gave up."""

    system: str
    state: str
    tries: int
    said: str


class WarRoomShape(Schema):
    channel_name: str
    channel_url: str
    bridge_url: str
    ticket_ref: str
    ticket_url: str
    pins: list[PinShape]
    errands: list[ErrandShape]


class GuideShape(Schema):
    slug: str
    title: str
    because: list[str]
    checks: list[str]


class TaskNumbers(Schema):
    tasks: list[int]


class AdvisorShape(Schema):
    advisor: int
    person: PersonShape
    invited_at: datetime
    until: datetime


class AdvisorBody(Schema):
    """Who reads along and writes nothing, for so many minutes."""

    person: Email
    minutes: Annotated[int, Field(ge=1, le=480)] = 60


@reads(router, ONE + "/war-room", WarRoomShape)
def read_war_room(request: HttpRequest, reference: str) -> dict[str, Any]:
    """Where people meet, and what is pinned there."""
    incident = incident_for(person(request), reference)
    owed = Errand.objects.filter(incident=incident).exclude(state="done")
    return {
        "channel_name": incident.channel_name,
        "channel_url": incident.channel_url,
        "bridge_url": incident.bridge_url,
        "ticket_ref": incident.ticket_ref,
        "ticket_url": incident.ticket_url,
        "pins": _pins(incident),
        "errands": [
            {"system": one.adapter.name, "state": one.state, "tries": one.tries, "said": one.said}
            for one in owed.select_related("adapter").order_by("pk")
        ],
    }


@reads(router, PINS, list[PinShape])
def list_pins(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    return _pins(incident_for(person(request), reference))


@acts(router, PINS, list[PinShape], scope=RECORD, permission=WORK)
def pin(request: HttpRequest, reference: str, body: PinBody) -> list[dict[str, Any]]:
    """Keep a link where everybody finds it."""
    incident = incident_for(person(request), reference)
    pin_link(
        incident=incident, url=body.url, label=body.label, by=person(request), at=timezone.now()
    )
    return _pins(incident)


@acts(router, PINS + "/{pin}/removal", list[PinShape], scope=RECORD, permission=WORK, status=DONE)
def unpin(request: HttpRequest, reference: str, pin: int) -> list[dict[str, Any]]:
    incident = incident_for(person(request), reference)
    found = PinnedLink.objects.filter(incident=incident, pk=min(max(pin, 0), LARGEST)).first()
    if found is None:
        raise absent("pin")
    unpin_link(link=found, by=person(request), at=timezone.now())
    return _pins(incident)


@reads(router, GUIDES, list[GuideShape])
def list_guides(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Diagnostic guides whose words stand in the title, the alerts or the entries."""
    matched = guides_for(incident_for(person(request), reference))
    return [
        {
            "slug": one.guide.slug,
            "title": one.guide.title,
            "because": list(one.words),
            "checks": list(one.guide.checks),
        }
        for one in matched
    ]


@acts(router, GUIDES + "/{slug}/use", TaskNumbers, scope=RECORD, permission=WORK)
def take_up_guide(request: HttpRequest, reference: str, slug: Slug) -> dict[str, Any]:
    """Its first checks become tasks, each once."""
    incident = incident_for(person(request), reference)
    found = DiagnosticGuide.objects.filter(slug=slug).first()
    if found is None:
        raise absent("guide")
    tasks = use_guide(incident=incident, guide=found, by=person(request), at=timezone.now())
    return {"tasks": [one.number for one in tasks]}


@reads(router, ADVISORS, list[AdvisorShape])
def list_advisors(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Who advises now, and until when."""
    return _advisors(incident_for(person(request), reference))


@acts(router, ADVISORS, list[AdvisorShape], scope=COMMAND, permission=COMMANDS)
def invite(request: HttpRequest, reference: str, body: AdvisorBody) -> list[dict[str, Any]]:
    incident = incident_for(person(request), reference)
    invite_advisor(
        incident=incident,
        person=the_person(body.person),
        minutes=body.minutes,
        by=person(request),
        at=timezone.now(),
    )
    return _advisors(incident)


@acts(
    router,
    ADVISORS + "/{advisor}/farewell",
    list[AdvisorShape],
    scope=COMMAND,
    permission=COMMANDS,
    status=DONE,
)
def thank_advisor(request: HttpRequest, reference: str, advisor: int) -> list[dict[str, Any]]:
    """End the advice before its time."""
    incident = incident_for(person(request), reference)
    found = Advisor.objects.filter(incident=incident, pk=min(max(advisor, 0), LARGEST)).first()
    if found is None:
        raise absent("advisor")
    end_advice(advisor=found, by=person(request), at=timezone.now())
    return _advisors(incident)


def _pins(incident: Incident) -> list[dict[str, Any]]:
    rows = PinnedLink.objects.filter(incident=incident).order_by("pk")
    return [{"pin": one.pk, "label": one.label, "url": one.url, "at": one.at} for one in rows]


def _advisors(incident: Incident) -> list[dict[str, Any]]:
    rows = incident.advisors.live().select_related("person").order_by("until", "pk")
    return [
        {
            "advisor": one.pk,
            "person": person_shape(one.person),
            "invited_at": one.invited_at,
            "until": one.until,
        }
        for one in rows
    ]
