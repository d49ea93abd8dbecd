"""The Updates tab, whole."""

import uuid
from typing import Any, cast

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from incidents.comms import composer
from incidents.comms.actions.stretch_cadence import AFTER
from incidents.comms.beginning import newest_number
from incidents.comms.drafts import drafts_of, taken_over
from incidents.comms.forms import StretchForm, UpdateForm
from incidents.comms.lint import Remark
from incidents.comms.models import (
    ScheduledUpdate,
    Stage,
    Update,
    UpdateTemplate,
    Wording,
)
from incidents.comms.remarks import remarks_on
from incidents.record.models import Incident, Role
from portal.people.models import User

SHOWN = 20


def show(
    request: HttpRequest,
    incident: Incident,
    *,
    form: UpdateForm | None = None,
    status: int = 200,
    start: str = "",
    preview: list[dict[str, Any]] | None = None,
    stretch_form: StretchForm | None = None,
    quicker: dict[str, Any] | None = None,
) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    drafts = drafts_of(incident, user)
    draft = taken_over(drafts, request.GET.get("draft", ""))
    if form is None:
        form = composer.form_for(incident, user, now=now, start=start, draft=draft)
        form.initial.update({"status": typed} if (typed := request.GET.get("status")) else {})
    chips = composer.audience_chips(incident, form)
    if preview is None and form.is_bound:
        preview = composer.preview_of(incident, form, user, now=now)
    remarks = remarks_on(incident, form, now=now)
    holders = {
        one.role: one.person for one in incident.role_assignments.live().select_related("person")
    }
    commands = holders.get(Role.COMMANDER) == user
    context = {
        "incident": incident,
        "form": form,
        "now": now,
        "section": "incidents",
        "may_write": user.has_perm("comms.send_update") and not incident.has_ended,
        "number": int(form["after"].value() or 0) + 1
        if not form.is_bound
        else newest_number(incident) + 1,
        "starters": _offered(incident),
        "audiences": chips,
        "own_words": own_words(form, str(form["wording"].value() or ""), remarks),
        "opens_notice": composer.asks_for_title(incident, form),
        "preview": preview,
        "chat": composer.chat_of(incident, form, user, now=now) if preview else None,
        "remarks": remarks,
        "reach": composer.reach(chips, form),
        "updates": Update.objects.filter(incident=incident)
        .newest_first()
        .select_related("by")
        .prefetch_related(Prefetch("wordings", Wording.objects.select_related("audience")))[:SHOWN],
        "draft": draft if not start else None,
        "colleagues": drafts.others,
        "quicker": quicker,
        "liaison": holders.get(Role.EXECUTIVE_LIAISON),
        "scheduled": ScheduledUpdate.objects.of(incident).waiting(),
        "fresh_key": uuid.uuid4().hex,
        "may_stretch": commands and incident.is_open and now - incident.declared_at >= AFTER,
        "stretch_form": stretch_form
        or StretchForm(audiences=[chip["row"] for chip in chips if chip["cadence"]]),
        **composer.promises_shown(incident, now=now),
    }
    return render(request, "incidents/comms/updates.html", context, status=status)


def _offered(incident: Incident) -> list[UpdateTemplate]:
    """Words of the end only at the end."""
    return [
        one
        for one in UpdateTemplate.objects.offered()
        if (one.stage == Stage.RESOLUTION) != incident.is_open
    ]


def own_words(
    form: UpdateForm, current: str, remarks: dict[str, list[Remark]]
) -> list[dict[str, Any]]:
    """The fields of each audience that may get words of its own, with what is remarked."""
    return [
        {
            "audience": one,
            "fields": form.own_fields(one),
            "used": any(field.value() for field in form.own_fields(one)),
            "current": one.slug == current,
            "remarks": [
                remark for field in form.own_fields(one) for remark in remarks.get(field.name, [])
            ],
        }
        for one in form.own_audiences()
    ]
