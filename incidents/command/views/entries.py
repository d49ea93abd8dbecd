"""Writing on the timeline."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command import slash_words
from incidents.command.forms.recording import EntryForm
from incidents.command.views.room import show, who
from incidents.record.actions.add_entry import EmptyEntry
from incidents.record.actions.correct_entry import correct_entry
from incidents.record.models import Entry, incident_for
from portal.web.access import allowed


@require_POST
@allowed("record.work_incident")
def write_entry(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return show(request, incident, status=422, entry_form=form)
    typed = form.cleaned_data
    try:
        answer = slash_words.perform(
            incident=incident,
            text=typed["body"],
            kind=typed["kind"],
            by=who(request),
            at=timezone.now(),
            key=typed["key"] or None,
        )
    except slash_words.Refused as refusal:
        form.add_error("body", str(refusal))
        return show(request, incident, status=422, entry_form=form)
    if not answer.url:
        messages.success(request, answer.says)
    return redirect(answer.url or incident.get_absolute_url())


@require_POST
@allowed("record.work_incident")
def correct(request: HttpRequest, reference: str, seq: int) -> HttpResponse:
    incident = incident_for(who(request), reference)
    entry = get_object_or_404(Entry, incident=incident, seq=seq)
    try:
        correct_entry(
            entry=entry, body=request.POST.get("body", ""), by=who(request), at=timezone.now()
        )
    except EmptyEntry as refusal:
        messages.error(request, str(refusal))
    return redirect(incident)
