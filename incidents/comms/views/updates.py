"""Writing to people."""

import uuid
from datetime import datetime, timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents import publishing
from incidents.catalog.models import Service
from incidents.comms.actions.post_update import post_update
from incidents.comms.forms import UpdateForm
from incidents.comms.lint import lint
from incidents.comms.mailing import draft_update, recipients_of
from incidents.comms.models import Audience, Promise, Stage, Update
from incidents.comms.words import NothingToSend, TooLate, Words
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

NO_CHANGE = "Still investigating, no change."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
def updates(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(cast(User, request.user), reference)
    if request.method != "POST":
        return _show(request, incident, _form(incident, initial=_initial(incident)))
    form = _form(incident, request.POST)
    if not request.user.has_perm("comms.send_update"):
        form.add_error(None, "A communications lead or commander sends updates.")
        return _show(request, incident, form, status=403)
    if not form.is_valid():
        return _show(request, incident, form, status=422)
    now = timezone.now()
    if "preview" in request.POST:
        return _show(request, incident, form, preview=_preview(incident, form, now))
    try:
        post_update(
            incident=incident,
            stage=form.cleaned_data["stage"] or Stage.UPDATE,
            wordings=form.wordings(_due(form, now)),
            key=form.cleaned_data["key"],
            by=cast(User, request.user),
            at=now,
            public_status=form.cleaned_data["public_status"] or "investigating",
            component_states=form.component_states(),
            tell_subscribers=form.cleaned_data["tell_subscribers"],
            title=form.cleaned_data["title"],
        )
    except (NothingToSend, TooLate, publishing.NotForCustomers) as refusal:
        form.add_error(None, str(refusal))
        return _show(request, incident, form, status=422)
    return redirect("comms:updates", reference=reference)


@require_POST
@allowed("comms.send_update")
def no_change(request: HttpRequest, reference: str) -> HttpResponse:
    """One click: a person says that nothing has changed, to all who wait for a word."""
    incident = incident_for(cast(User, request.user), reference)
    owed = Promise.objects.unsettled().for_incident(incident).select_related("audience")
    wordings = [
        Words(promise.audience, NO_CHANGE)
        for promise in owed
        if not promise.audience.public or incident.notice_id
    ]
    if wordings:
        post_update(
            incident=incident,
            stage=Stage.UPDATE,
            wordings=wordings,
            key=request.POST.get("key") or uuid.uuid4().hex,
            by=cast(User, request.user),
            at=timezone.now(),
        )
    return redirect("comms:updates", reference=reference)


def _form(incident: Incident, *args: Any, **kwargs: Any) -> UpdateForm:
    return UpdateForm(
        *args,
        audiences=list(Audience.objects.for_incident(incident)),
        components=publishing.components_of(incident) or publishing.components(),
        **kwargs,
    )


def _initial(incident: Incident) -> dict[str, Any]:
    owed = Promise.objects.unsettled().for_incident(incident).values_list("audience_id", flat=True)
    return {
        "key": uuid.uuid4().hex,
        "audiences": list(owed),
        "title": incident.title,
        "tell_subscribers": True,
    }


def _due(form: UpdateForm, now: datetime) -> datetime | None:
    minutes = form.cleaned_data["next_minutes"]
    return now + timedelta(minutes=minutes) if minutes else None


def _preview(incident: Incident, form: UpdateForm, now: datetime) -> list[dict[str, Any]]:
    """Each audience's text, made by the code that sends."""
    shown = []
    for words in form.wordings(_due(form, now)):
        minutes = incident.rules.cadence_minutes.get(words.audience.slug)
        due_at = words.next_update_at or (now + timedelta(minutes=minutes) if minutes else None)
        if words.audience.public:
            shown.append({"audience": words.audience, "words": words, "due_at": due_at})
            continue
        draft = draft_update(
            incident=incident,
            words=words,
            stage_label=Stage(form.cleaned_data["stage"] or Stage.UPDATE).label,
            due_at=due_at,
            automatic=False,
            key="preview",
        )
        shown.append({"audience": words.audience, "subject": draft.subject, "text": draft.text})
    return shown


def _reach(incident: Incident, form: UpdateForm) -> list[dict[str, Any]]:
    """Who would be told, by audience, with the open promise."""
    promises = {one.audience_id: one for one in Promise.objects.unsettled().for_incident(incident)}
    chosen = {str(value) for value in form["audiences"].value() or []}
    ids = [one.public_id for one in publishing.components_of(incident)]
    return [
        {
            "row": one,
            "checked": str(one.pk) in chosen,
            "count": publishing.subscriber_count(ids)
            if one.public
            else len(recipients_of(one, incident)),
            "promise": promises.get(one.pk),
            "cadence": incident.rules.cadence_minutes.get(one.slug),
        }
        for one in form.audience_rows
    ]


def _remarks(incident: Incident, form: UpdateForm) -> dict[str, list[Any]]:
    if not form.is_bound:
        return {}
    public = {component.name for component in publishing.components()}
    names = [name for name in Service.objects.values_list("name", flat=True) if name not in public]
    return {
        field: lint(form.data.get(field, ""), internal_names=names)
        for field in ("status", "impact", "action")
    }


def _show(
    request: HttpRequest,
    incident: Incident,
    form: UpdateForm,
    *,
    status: int = 200,
    preview: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    context = {
        "incident": incident,
        "form": form,
        "now": timezone.now(),
        "section": "incidents",
        "audiences": _reach(incident, form),
        "preview": preview,
        "remarks": _remarks(incident, form),
        "updates": Update.objects.filter(incident=incident)
        .newest_first()
        .prefetch_related("wordings__audience")[:20],
        "promises": Promise.objects.for_incident(incident)
        .select_related("audience", "update")
        .newest_first()[:30],
        "fresh_key": uuid.uuid4().hex,
    }
    return render(request, "incidents/comms/updates.html", context, status=status)
