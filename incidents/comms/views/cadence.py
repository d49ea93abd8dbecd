"""Letting people wait longer."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.comms.actions.stretch_cadence import CannotStretch, stretch_cadence
from incidents.comms.forms import StretchForm
from incidents.comms.models import Audience
from incidents.comms.views.showing import show
from incidents.record.models import incident_for
from portal.people.models import User
from portal.web.access import allowed


@require_POST
@allowed("comms.send_update")
def stretch(request: HttpRequest, reference: str) -> HttpResponse:
    """Only the commander of this incident; the action says so."""
    user = cast(User, request.user)
    incident = incident_for(user, reference)
    audiences = list(Audience.objects.for_incident(incident))
    form = StretchForm(request.POST, audiences=audiences)
    if not form.is_valid():
        return show(request, incident, stretch_form=form, status=422)
    try:
        stretch_cadence(incident=incident, by=user, at=timezone.now(), **form.cleaned_data)
    except CannotStretch as refusal:
        form.add_error("reason", str(refusal))
        return show(request, incident, stretch_form=form, status=422)
    return redirect("comms:updates", reference=reference)
