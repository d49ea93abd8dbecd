"""The Updates tab, whole."""

import uuid
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from incidents.comms import composer
from incidents.comms.actions.stretch_cadence import AFTER
from incidents.comms.forms import StretchForm, UpdateForm
from incidents.comms.models import Update
from incidents.comms.starters import STARTERS
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
) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    form = form or composer.form_for(incident, user, now=now, start=start)
    chips = composer.audience_chips(incident, form)
    if preview is None and form.is_bound:
        preview = composer.preview_of(incident, form, user, now=now)
    commands = incident.holder_of(Role.COMMANDER) == user
    context = {
        "incident": incident,
        "form": form,
        "now": now,
        "section": "incidents",
        "may_write": user.has_perm("comms.send_update") and not incident.has_ended,
        "number": composer.newest_number(incident) + 1,
        "starters": STARTERS,
        "audiences": chips,
        "own_words": _own_words(form, str(form["wording"].value() or "")),
        "opens_notice": composer.asks_for_title(incident, form),
        "preview": preview,
        "remarks": composer.remarks_on(incident, form, now=now),
        "reach": composer.reach(chips, form),
        "updates": Update.objects.filter(incident=incident)
        .newest_first()
        .select_related("by")
        .prefetch_related("wordings__audience")[:SHOWN],
        "fresh_key": uuid.uuid4().hex,
        "may_stretch": commands and incident.is_open and now - incident.declared_at >= AFTER,
        "stretch_form": stretch_form
        or StretchForm(audiences=[chip["row"] for chip in chips if chip["cadence"]]),
        **composer.promises_shown(incident, now=now),
    }
    return render(request, "incidents/comms/updates.html", context, status=status)


def _own_words(form: UpdateForm, current: str) -> list[dict[str, Any]]:
    return [
        {
            "audience": one,
            "fields": form.own_fields(one),
            "used": any(field.value() for field in form.own_fields(one)),
            "current": one.slug == current,
        }
        for one in form.own_audiences()
    ]
