"""Writing on the timeline."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from incidents.command import slash_words
from incidents.command.forms.recording import EntryForm
from incidents.command.views.room import SAVED, show, who
from incidents.record.actions.add_entry import EmptyEntry
from incidents.record.actions.correct_entry import correct_entry
from incidents.record.models import Attachment, AttachmentKind, Entry, incident_for
from portal.web.access import allowed


@require_POST
@allowed("record.work_incident")
def write_entry(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = EntryForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, incident, status=422, entry_form=form)
    typed, now = form.cleaned_data, timezone.now()
    try:
        earlier, _ = slash_words.moment_in(typed["happened"], by=who(request), at=now)
        answer = slash_words.perform(
            incident=incident,
            text=typed["body"],
            kind=typed["kind"] or "note",
            by=who(request),
            at=now,
            occurred_at=earlier,
            key=typed["key"] or None,
            files=typed["attached"],
        )
    except slash_words.Refused as refusal:
        form.add_error("body", str(refusal))
        return show(request, incident, status=422, entry_form=form)
    request.session[SAVED] = typed["key"]
    if not answer.url:
        messages.success(request, answer.says)
    return redirect(answer.url or incident.get_absolute_url())


@require_POST
@allowed("record.work_incident")
def correct(request: HttpRequest, reference: str, seq: int) -> HttpResponse:
    incident = incident_for(who(request), reference)
    entry = get_object_or_404(Entry, incident=incident, seq=seq)
    try:
        added = correct_entry(
            entry=entry,
            body=request.POST.get("body", ""),
            key=request.POST.get("key", "")[:80] or None,
            by=who(request),
            at=timezone.now(),
        )
    except EmptyEntry as refusal:
        messages.error(request, str(refusal))
        return show(request, incident, status=422)
    return redirect(f"{incident.get_absolute_url()}#entry-{added.seq}")


@require_safe
@allowed("record.view_incidents")
def attachment(request: HttpRequest, reference: str, seq: int, place: int) -> HttpResponse:
    """The file, always to be saved and never to be run: sandboxed, its type not guessed."""
    incident = incident_for(who(request), reference)
    found = get_object_or_404(Attachment, entry__incident=incident, entry__seq=seq, place=place)
    answer = HttpResponse(bytes(found.content), content_type=_served_as(found))
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _served_as(found: Attachment) -> str:
    return "text/plain; charset=utf-8" if found.kind == AttachmentKind.LOG else str(found.kind)
