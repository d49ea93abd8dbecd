"""What changed before an incident: all of it, what people add, and what they hold of it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from incidents.command.changes import changes_around
from incidents.command.forms.changing import ChangeForm, VerdictForm
from incidents.command.views.room import who
from incidents.record.actions.judge_change import judge_change
from incidents.record.actions.record_change import NoChange, record_change
from incidents.record.models import Change, Incident, incident_for
from portal.web.access import allowed

BY_HAND = "by hand"


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
def changes(request: HttpRequest, reference: str) -> HttpResponse:
    if request.method == "POST":
        return add(request, reference)
    form = ChangeForm(initial={"key": uuid.uuid4().hex})
    return _show(request, incident_for(who(request), reference), form)


@allowed("record.work_incident")
def add(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _show(request, incident, form, status=422)
    typed, now = form.cleaned_data, timezone.now()
    try:
        record_change(
            title=typed["title"],
            kind=typed["kind"],
            service=typed["service"],
            vendor=typed["vendor"],
            version=typed["version"],
            url=typed["url"],
            happened_at=form.happened_at(now),
            source=BY_HAND,
            external_id=f"{incident.reference}/{typed['key']}",
            incident=incident,
            by=who(request),
            at=now,
        )
    except NoChange as refusal:
        form.add_error("title", str(refusal))
        return _show(request, incident, form, status=422)
    return redirect("command:changes", reference=reference)


@require_POST
@allowed("record.work_incident")
def verdict(request: HttpRequest, reference: str, change: int) -> HttpResponse:
    """One click; back to where it was pressed."""
    incident = incident_for(who(request), reference)
    found = get_object_or_404(Change.objects.seen_from(incident), pk=change)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        added = ChangeForm(initial={"key": uuid.uuid4().hex})
        refusal = "Choose suspect, cleared or cause."
        return _show(request, incident, added, status=422, refusal=refusal)
    judge_change(
        incident=incident, change=found, by=who(request), at=timezone.now(), **form.cleaned_data
    )
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(f"{incident.get_absolute_url()}#_changes")


def _show(
    request: HttpRequest,
    incident: Incident,
    form: ChangeForm,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "incident": incident,
        "section": "incidents",
        "ranked": changes_around(incident, at=timezone.now()),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "incidents/command/changes.html", context, status=status)
