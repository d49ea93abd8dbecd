"""Who was paged for an incident, and paging somebody."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.oncall.actions.escalate_now import escalate_now
from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.models import Page
from incidents.oncall.paging.ladders import on_call_now
from incidents.oncall.paging.praise import good_call
from incidents.oncall.paging.showing import ladder_shown
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

REFUSED = 422


class PageForm(forms.Form):
    person = forms.ModelChoiceField(
        queryset=User.objects.active().named(), widget=forms.Select(attrs={"class": "input"})
    )
    reason = forms.CharField(
        label="Why them",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "Knows the pool settings"}),
    )


@require_safe
@allowed("record.view_incidents")
def show(request: HttpRequest, reference: str) -> HttpResponse:
    return _show(request, incident_for(cast(User, request.user), reference), PageForm())


@require_POST
@allowed("oncall.page_people")
def page_somebody(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(cast(User, request.user), reference)
    form = PageForm(request.POST)
    if not form.is_valid():
        return _show(request, incident, form, status=REFUSED)
    try:
        page = page_person(
            incident=incident, by=cast(User, request.user), at=timezone.now(), **form.cleaned_data
        )
    except CannotPage as refusal:
        form.add_error("person", str(refusal))
        return _show(request, incident, form, status=REFUSED)
    messages.success(request, good_call([page]))
    return redirect("oncall:escalations", reference=reference)


@require_POST
@allowed("oncall.page_people")
def escalate(request: HttpRequest, reference: str) -> HttpResponse:
    """The next rung, now."""
    user = cast(User, request.user)
    incident = incident_for(user, reference)
    try:
        pages = escalate_now(incident=incident, by=user, at=timezone.now())
    except CannotPage as refusal:
        messages.error(request, str(refusal))
        return _show(request, incident, PageForm(), status=REFUSED)
    messages.success(request, good_call(pages))
    return redirect("oncall:escalations", reference=reference)


@require_safe
@allowed("record.view_incidents")
def ladder(request: HttpRequest, reference: str) -> HttpResponse:
    """The ladder as it stands now; nothing while no line was written and nobody is called."""
    incident, now = incident_for(cast(User, request.user), reference), timezone.now()
    if request.GET.get("after") == str(incident.last_seq) and not _is_live(incident):
        return HttpResponse(status=204)
    context = {"incident": incident, "now": now, **ladder_shown(incident, at=now)}
    return render(request, "incidents/oncall/_ladder.html", context)


def _is_live(incident: Incident) -> bool:
    """A delivery's state may change without a line."""
    return Page.objects.waiting().filter(incident=incident).exists()


def _show(
    request: HttpRequest, incident: Incident, form: PageForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {
        "incident": incident,
        "form": form,
        "now": now,
        "section": "incidents",
        "on_call": on_call_now(at=now),
        **ladder_shown(incident, at=now),
    }
    return render(request, "incidents/oncall/escalations.html", context, status=status)
