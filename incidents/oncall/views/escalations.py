"""Who was paged for an incident, and paging somebody."""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.ladders import on_call_now
from incidents.oncall.models import Escalation, Page
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed


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
        return _show(request, incident, form, status=422)
    try:
        page_person(
            incident=incident, by=cast(User, request.user), at=timezone.now(), **form.cleaned_data
        )
    except CannotPage as refusal:
        form.add_error("person", str(refusal))
        return _show(request, incident, form, status=422)
    return redirect("oncall:escalations", reference=reference)


def _show(
    request: HttpRequest, incident: Incident, form: PageForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "incident": incident,
        "form": form,
        "now": timezone.now(),
        "section": "incidents",
        "pages": Page.objects.filter(incident=incident).select_related("person").in_order(),
        "escalation": Escalation.objects.filter(incident=incident).order_by("-pk").first(),
        "on_call": on_call_now(at=timezone.now()),
    }
    return render(request, "incidents/oncall/escalations.html", context, status=status)
