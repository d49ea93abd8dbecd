"""Telling people: updates, promises, and what customers see of components."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents import publishing
from incidents.comms import composer
from incidents.comms.actions.post_update import post_update
from incidents.comms.actions.say_no_change import say_no_change
from incidents.comms.actions.stretch_cadence import stretch_cadence
from incidents.comms.beginning import limits_of
from incidents.comms.forms import PARTS, UpdateForm
from incidents.comms.models import Audience, Promise, Situation, Stage, Update
from incidents.comms.remarks import remarks_on
from incidents.desk.api.asked import Count, Reason, Short, Slug, missing
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.problem import Refused
from incidents.desk.api.shapes import PreviewShape, PromiseShape, RemarkShape, UpdateShape
from incidents.desk.api.showing import promise_shape, update_shape
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.programs.asked import Identifier, Moment

router = Router(tags=["updates and promises"])
ONE = "/incidents/{reference}"
SCOPE, SEND = "communicate", "comms.send_update"
MOST_SHOWN = 100
MOST_NAMED = 50
Said = Annotated[Reason, Field(max_length=4_000)]
State = Literal["operational", "degraded_performance", "partial_outage", "major_outage"]
ComponentStates = Annotated[dict[Identifier, State], Field(max_length=MOST_NAMED)]


class OwnWords(Schema):
    status: Said = ""
    impact: Said = ""
    action: Said = ""


class UpdateBody(Schema):
    """Status, Impact, Action, Next update. `own` are words for single audiences in place of the
    common ones; `after` the newest update you know, so that nobody talks over a colleague."""

    audiences: Annotated[list[Slug], Field(max_length=MOST_NAMED)]
    status: Said = ""
    impact: Said = ""
    action: Said = ""
    own: Annotated[dict[Slug, OwnWords], Field(max_length=MOST_NAMED, default_factory=dict)]
    next_update_at: Moment | None = None
    stage: Literal["acknowledgement", "update", "mitigation"] = "update"
    situation: Literal["investigating", "identified", "monitoring"] = "investigating"
    title: Short = ""
    components: ComponentStates = Field(default_factory=dict)
    tell_subscribers: bool = True
    after: Count | None = None


class NoChangeBody(Schema):
    after: Count | None = None


class CadenceBody(Schema):
    """After two hours its commander may let an audience wait up to twice as long."""

    audience: Slug
    factor: Annotated[float, Field(gt=1, le=2)]
    reason: Reason


@reads(router, ONE + "/updates", list[UpdateShape])
def list_updates(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """The newest first."""
    incident = incident_for(person(request), reference)
    rows = Update.objects.filter(incident=incident).newest_first().select_related("by")
    rows = rows.prefetch_related("wordings__audience")
    return [update_shape(one, incident) for one in rows[:MOST_SHOWN]]


@acts(router, ONE + "/updates", UpdateShape, scope=SCOPE, permission=SEND)
def send_update(request: HttpRequest, reference: str, body: UpdateBody) -> dict[str, Any]:
    """Tell the audiences, keep what was promised them, and promise the next."""
    by, at = person(request), timezone.now()
    incident = incident_for(by, reference)
    form = _checked(incident, body, by, at=at)
    update = post_update(
        incident=incident,
        stage=Stage(body.stage),
        wordings=form.wordings(limits_of(incident, now=at)),
        key=f"api:{uuid.uuid4()}",
        by=by,
        at=at,
        public_status=Situation(body.situation),
        component_states=form.component_states(),
        tell_subscribers=body.tell_subscribers,
        title=body.title,
        after=body.after,
    )
    return update_shape(update, incident)


@acts(router, ONE + "/updates/no-change", UpdateShape, scope=SCOPE, permission=SEND)
def no_change(request: HttpRequest, reference: str, body: NoChangeBody) -> dict[str, Any]:
    """Tell all who wait for a word that nothing has changed."""
    by = person(request)
    incident = incident_for(by, reference)
    update = say_no_change(
        incident=incident,
        key=f"api:{uuid.uuid4()}",
        by=by,
        at=timezone.now(),
        after=body.after,
    )
    return update_shape(update, incident)


@acts(
    router, ONE + "/updates/preview", list[PreviewShape], scope=SCOPE, permission=SEND, status=DONE
)
def preview(request: HttpRequest, reference: str, body: UpdateBody) -> list[dict[str, Any]]:
    """Each audience's text exactly as it would be sent; nothing is."""
    by, at = person(request), timezone.now()
    incident = incident_for(by, reference)
    form = _checked(incident, body, by, at=at)
    return [_preview_shape(one) for one in composer.preview_of(incident, form, by, now=at)]


@acts(router, ONE + "/updates/lint", list[RemarkShape], scope=SCOPE, permission=SEND, status=DONE)
def lint(request: HttpRequest, reference: str, body: UpdateBody) -> list[dict[str, Any]]:
    """What each field could do better before it is sent."""
    by, at = person(request), timezone.now()
    incident = incident_for(by, reference)
    form = _form(incident, body, by, at=at)
    return [
        {"field": field, "word": one.word, "detail": one.text}
        for field, remarks in remarks_on(incident, form, now=at).items()
        for one in remarks
    ]


@reads(router, ONE + "/promises", list[PromiseShape])
def list_promises(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """By when each audience hears again, and whether it was so; the newest first."""
    incident = incident_for(person(request), reference)
    rows = Promise.objects.for_incident(incident).select_related("audience").newest_first()
    return [promise_shape(one) for one in rows[:MOST_SHOWN]]


@acts(router, ONE + "/cadence", list[PromiseShape], scope=SCOPE, permission=SEND)
def stretch(request: HttpRequest, reference: str, body: CadenceBody) -> list[dict[str, Any]]:
    incident = incident_for(person(request), reference)
    stretch_cadence(
        incident=incident,
        audience=the_audiences(incident, [body.audience])[0],
        factor=body.factor,
        reason=body.reason,
        by=person(request),
        at=timezone.now(),
    )
    rows = Promise.objects.unsettled().for_incident(incident).select_related("audience")
    return [promise_shape(one) for one in rows.soonest_first()]


def the_audiences(incident: Incident, slugs: list[str]) -> list[Audience]:
    found = {one.slug: one for one in Audience.objects.for_incident(incident)}
    unknown = [one for one in slugs if one not in found]
    if unknown:
        known = ", ".join(found)
        raise missing("audiences", f"There is no audience {unknown[0]} here. There are {known}.")
    return [found[one] for one in dict.fromkeys(slugs)]


def checked_states(states: Mapping[str, str]) -> Mapping[str, str]:
    """Only of components that are there."""
    known = {one.public_id for one in publishing.components()}
    unknown = [one for one in states if one not in known]
    if unknown:
        raise missing("components", f"There is no component {unknown[0]}.")
    return states


def _checked(incident: Incident, body: UpdateBody, by: User, *, at: datetime) -> UpdateForm:
    """The form of the screen, filled in: what it refuses is refused here."""
    form = _form(incident, body, by, at=at)
    if not form.is_valid():
        errors = [
            {"field": name, "detail": " ".join(map(str, said))}
            for name, said in form.errors.items()
        ]
        raise Refused(422, "refused", " ".join(one["detail"] for one in errors), errors=errors)
    return form


def _form(incident: Incident, body: UpdateBody, by: User, *, at: datetime) -> UpdateForm:
    chosen = the_audiences(incident, body.audiences)
    data = QueryDict(mutable=True)
    data.setlist("audiences", [str(one.pk) for one in chosen])
    for part in PARTS:
        data[part] = getattr(body, part)
    for own in the_audiences(incident, list(body.own)):
        for part in PARTS:
            data[f"own_{own.slug}_{part}"] = getattr(body.own[own.slug], part)
    for component, state in checked_states(dict(body.components)).items():
        data[f"component_{component}"] = state
    data["title"], data["stage"], data["public_status"] = body.title, body.stage, body.situation
    data["key"] = uuid.uuid4().hex
    data["tell_subscribers"] = "on" if body.tell_subscribers else ""
    form = composer.form_for(incident, by, now=at, data=data)
    if form.is_valid():
        form.cleaned_data["next_by"] = body.next_update_at
    return form


def _preview_shape(shown: dict[str, Any]) -> dict[str, Any]:
    audience = shown["audience"]
    if not audience.public:
        return {"audience": audience.slug, "subject": shown["subject"], "text": shown["text"]}
    lines = [f"{one['name']}: {one['text']}" for one in shown["words"]["parts"]]
    promise = [f"Next update by {shown['promise']}"] if shown["promise"] else []
    return {
        "audience": audience.slug,
        "subject": shown["title"],
        "text": "\n\n".join([*lines, *promise]),
    }
