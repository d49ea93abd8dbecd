"""Paging somebody from anywhere, in two steps: whom, then why, with what will happen."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.paging.praise import good_call
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

REFUSED = 422


class PageSomebodyForm(forms.Form):
    person = forms.ModelChoiceField(
        label="Whom",
        queryset=User.objects.active().named(),
        widget=forms.Select(attrs={"class": "input"}),
    )
    incident = forms.ModelChoiceField(
        queryset=Incident.objects.none(),
        to_field_name="number",
        widget=forms.Select(attrs={"class": "input"}),
    )
    reason = forms.CharField(
        label="Why them",
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "input", "placeholder": "Knows the pool settings", "autofocus": True}
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("oncall.page_people")
def page_somebody(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    running = Incident.objects.visible_to(user).running().worst_first()
    form = PageSomebodyForm(request.POST or None, initial=_initial(request, user))
    form.fields["incident"].queryset = running  # type: ignore[attr-defined]
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                page = page_person(by=user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, good_call([page]))
                return redirect("oncall:escalations", reference=page.incident.reference)
            except CannotPage as refusal:
                form.add_error("person", str(refusal))
    context = {"form": form, "worst": running.first(), "section": "oncall", **_chosen(form)}
    return render(request, "incidents/desk/page_somebody.html", context, status=status)


def _initial(request: HttpRequest, user: User) -> dict[str, object]:
    person = request.GET.get("person", "")
    try:
        incident = incident_for(user, request.GET.get("incident", ""))
    except Http404:
        incident = Incident.objects.visible_to(user).running().worst_first().first()  # type: ignore[assignment]
    return {
        "person": int(person) if person.isascii() and person.isdecimal() else None,
        "incident": incident.number if incident else None,
    }


def _chosen(form: PageSomebodyForm) -> dict[str, object]:
    """Who would be called, and after how long silence is told."""
    person, number = form["person"].value(), form["incident"].value()
    people = User.objects.active()
    running = form.fields["incident"].queryset  # type: ignore[attr-defined]
    return {
        "person": people.filter(pk=person).first() if _is_number(person) else None,
        "incident": running.filter(number=number).first() if _is_number(number) else None,
    }


def _is_number(value: object) -> bool:
    text = str(value or "")
    return text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004
