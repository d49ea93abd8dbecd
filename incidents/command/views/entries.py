"""Writing on the timeline."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command import slash_words
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.forms.recording import EntryForm
from incidents.command.views.room import show, who
from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.change_level import NoReason, SameLevel
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
    now = timezone.now()
    try:
        asked = slash_words.parse(typed["body"].strip(), kind=typed["kind"])
        if asked.verb == "update":
            return redirect("comms:updates", reference=reference)
        if asked.verb == "severity":
            if not request.user.has_perm("record.command_incident"):
                form.add_error("body", "Only a commander or manager changes the severity.")
                return show(request, incident, status=422, entry_form=form)
            reclassify_incident(
                incident=incident, level=asked.level, reason=asked.text, by=who(request), at=now
            )
        else:
            add_entry(
                incident=incident,
                kind=asked.kind,
                body=asked.text,
                by=who(request),
                at=now,
                key=typed["key"] or None,
            )
    except (EmptyEntry, slash_words.UnknownWord, NoReason, SameLevel) as refusal:
        form.add_error("body", str(refusal))
        return show(request, incident, status=422, entry_form=form)
    return redirect(incident)


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
