"""Writing, reviewing and reading a postmortem."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.learning.actions.corrective_actions import CannotFinish, add_action
from incidents.learning.actions.review_postmortem import (
    NoReason,
    NotReady,
    OwnWork,
    approve_postmortem,
    send_back_postmortem,
    submit_postmortem,
    waive_postmortem,
)
from incidents.learning.actions.save_postmortem import (
    NotYoursNow,
    WrittenMeanwhile,
    save_postmortem,
)
from incidents.learning.exporting import as_markdown
from incidents.learning.forms import ActionForm, PostmortemForm
from incidents.learning.models import (
    SECTIONS,
    CorrectiveAction,
    IllegalStep,
    Postmortem,
    PostmortemState,
)
from incidents.learning.quality import findings
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

REVIEWS: dict[str, tuple[str, Callable[..., Postmortem]]] = {
    "submit": ("learning.write_postmortem", submit_postmortem),
    "send_back": ("learning.approve_postmortem", send_back_postmortem),
    "waive": ("learning.approve_postmortem", waive_postmortem),
}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
def postmortem(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(_user(request), reference)
    found = Postmortem.objects.filter(incident=incident).select_related("owner").first()
    if found is None:
        context = {"incident": incident, "section": "incidents"}
        return render(request, "incidents/learning/none.html", context)
    if request.method != "POST":
        return _show(request, found, PostmortemForm(instance=found))
    return _save(request, found)


def _save(request: HttpRequest, found: Postmortem) -> HttpResponse:
    form = PostmortemForm(request.POST, instance=Postmortem.objects.get(pk=found.pk))
    if not request.user.has_perm("learning.write_postmortem"):
        form.add_error(None, "A responder, commander or manager writes postmortems.")
        return _show(request, found, form, status=403)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    try:
        save_postmortem(
            postmortem=found,
            sections={name: form.cleaned_data[name] for name in SECTIONS},
            whys=form.whys(),
            version=form.cleaned_data["version"],
            by=_user(request),
            at=timezone.now(),
        )
    except WrittenMeanwhile as error:
        form.add_error(None, str(error))
        return _show(request, found, form, status=409, theirs=error.differences)
    except NotYoursNow as error:
        form.add_error(None, str(error))
        return _show(request, found, form, status=422)
    messages.success(request, "Saved.")
    return redirect(found)


@require_POST
@allowed("record.view_incidents")
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """One step of the review: submit, send back, approve or waive."""
    incident = incident_for(_user(request), reference)
    found = get_object_or_404(Postmortem, incident=incident)
    step = request.POST.get("step", "")
    reason = request.POST.get("reason", "")
    permission, act = REVIEWS.get(step, ("learning.approve_postmortem", None))
    if not request.user.has_perm(permission):
        messages.error(request, "A manager decides this.")
        return redirect(found)
    try:
        if act is None:
            approve_postmortem(postmortem=found, by=_user(request), at=timezone.now())
        else:
            act(postmortem=found, reason=reason, by=_user(request), at=timezone.now())
    except (NoReason, NotReady, OwnWork, IllegalStep) as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_POST
@allowed("learning.write_postmortem")
def add(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(_user(request), reference)
    form = ActionForm(request.POST)
    if form.is_valid():
        try:
            add_action(incident=incident, by=_user(request), at=timezone.now(), **form.cleaned_data)
            return redirect("learning:postmortem", reference=reference)
        except CannotFinish as refusal:
            form.add_error("text", str(refusal))
    found = Postmortem.objects.filter(incident=incident).first()
    if found is None:
        return redirect(incident)
    return _show(request, found, PostmortemForm(instance=found), status=422, action_form=form)


@require_safe
@allowed("record.view_incidents")
def markdown(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(_user(request), reference)
    found = get_object_or_404(Postmortem, incident=incident)
    answer = HttpResponse(as_markdown(found), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{incident.reference}.md"'
    return answer


def _show(
    request: HttpRequest,
    found: Postmortem,
    form: PostmortemForm,
    *,
    status: int = 200,
    theirs: dict[str, str] | None = None,
    action_form: ActionForm | None = None,
) -> HttpResponse:
    incident: Incident = found.incident
    context = {
        "incident": incident,
        "postmortem": found,
        "form": form,
        "version": found.version,
        "theirs": theirs or {},
        "findings": findings(found),
        "actions": CorrectiveAction.objects.filter(incident=incident)
        .select_related("owner")
        .soonest_first(),
        "action_form": action_form or ActionForm(),
        "entries": incident.entries.exclude(kind="system").in_order(),
        "states": PostmortemState,
        "editable": found.state in {"draft", "sent_back"},
        "now": timezone.now(),
        "section": "incidents",
    }
    return render(request, "incidents/learning/postmortem.html", context, status=status)
