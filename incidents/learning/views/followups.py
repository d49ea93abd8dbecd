"""Corrective actions across incidents, and each on its own page."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.learning.actions.add_action import add_action
from incidents.learning.actions.finish_action import finish_action
from incidents.learning.actions.reopen_action import reopen_action
from incidents.learning.actions.revise_action import revise_action
from incidents.learning.actions.verify_action import verify_action
from incidents.learning.forms import ActionForm
from incidents.learning.models import ActionState, CorrectiveAction, Postmortem
from incidents.learning.refusals import CannotFinish, NoReason, OwnWork, WrittenMeanwhile
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

WEEK, QUARTER = timedelta(days=7), timedelta(days=90)
CONFLICT, REFUSED = 409, 422


@require_safe
@allowed("record.view_incidents")
def followups(request: HttpRequest) -> HttpResponse:
    """The board: overdue, this week, later, waiting for verification."""
    user, now = cast(User, request.user), timezone.now()
    today, visible = now.date(), Incident.objects.visible_to(user)
    found = CorrectiveAction.objects.unfinished().filter(incident__in=visible)
    mine = request.GET.get("whose") == "mine"
    if mine:
        found = found.filter(owner=user)
    actions = list(found.select_related("owner", "incident").soonest_first())
    still = [one for one in actions if one.state == ActionState.OPEN]
    columns = [
        ("Overdue", "major", [one for one in still if one.due_on and one.due_on < today]),
        (
            "This week",
            "partial",
            [one for one in still if one.due_on and today <= one.due_on < today + WEEK],
        ),
        ("Later", "info", [one for one in still if not one.due_on or one.due_on >= today + WEEK]),
        ("Waiting for verification", "ok", [one for one in actions if one.state != "open"]),
    ]
    postmortems = Postmortem.objects.filter(incident__in=visible)
    owed = postmortems.owed().select_related("incident", "owner").soonest_first()
    context = {
        "columns": columns,
        "mine": mine,
        "owed": owed.filter(owner=user) if mine else owed,
        "waived": postmortems.waived_since(now - QUARTER).count(),
        "today": today,
        "now": now,
        "section": "followups",
    }
    return render(request, "incidents/learning/followups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("learning.write_postmortem")
def new_action(request: HttpRequest, reference: str) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    incident = incident_for(user, reference)
    due = (now + timedelta(days=incident.rules.action_days)).date()
    form = ActionForm(request.POST or None, initial={"due_on": due})
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                add_action(incident=incident, by=user, at=now, **form.wanted())
                return redirect(f"/portal/incidents/{reference}/postmortem/#actions")
            except CannotFinish as refusal:
                form.add_error("text", str(refusal))
    context = {"incident": incident, "form": form, "section": "followups"}
    return render(request, "incidents/learning/new_action.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: what is promised, and the way to say that it is kept."""
    user = cast(User, request.user)
    found = _found(user, pk)
    if request.method != "POST":
        return _show(request, found, ActionForm(instance=found))
    form = ActionForm(request.POST, instance=CorrectiveAction.objects.get(pk=pk))
    if not user.has_perm("learning.write_postmortem"):
        form.add_error(None, "A responder, commander or manager changes actions.")
        return _show(request, found, form, status=403)
    if not form.is_valid():
        return _show(request, found, form, status=REFUSED)
    try:
        version = form.cleaned_data["version"]
        revise_action(action=found, version=version, by=user, at=timezone.now(), **form.wanted())
    except WrittenMeanwhile as error:
        form.add_error(None, str(error))
        return _show(request, _found(user, pk), form, status=CONFLICT, theirs=error.theirs)
    except CannotFinish as refusal:
        form.add_error(None, str(refusal))
        return _show(request, _found(user, pk), form, status=REFUSED)
    messages.success(request, "Saved.")
    return redirect(found)


@require_POST
@allowed("learning.write_postmortem")
def completion(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: CorrectiveAction, words: str, by: User) -> None:
        finish_action(action=found, outcome=words, by=by, at=timezone.now())

    return _settle(request, pk, act, "Done. Somebody else verifies it.")


@require_POST
@allowed("learning.write_postmortem")
def verification(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: CorrectiveAction, words: str, by: User) -> None:
        verify_action(action=found, by=by, at=timezone.now())

    return _settle(request, pk, act, "Verified.")


@require_POST
@allowed("learning.write_postmortem")
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: CorrectiveAction, words: str, by: User) -> None:
        reopen_action(action=found, reason=words, by=by, at=timezone.now())

    return _settle(request, pk, act, "Open again. Its owner is told.")


def _found(user: User, pk: int) -> CorrectiveAction:
    found = (
        CorrectiveAction.objects.filter(pk=pk, incident__in=Incident.objects.visible_to(user))
        .select_related("incident", "owner", "done_by", "verified_by")
        .first()
    )
    if found is None:
        raise Http404("No such action.")
    return found


def _settle(
    request: HttpRequest,
    pk: int,
    act: Callable[[CorrectiveAction, str, User], None],
    done: str,
) -> HttpResponse:
    user, words = cast(User, request.user), request.POST.get("words", "")
    found = _found(user, pk)
    try:
        act(found, words, user)
    except (CannotFinish, NoReason, OwnWork) as refusal:
        form = ActionForm(instance=found)
        return _show(request, found, form, status=REFUSED, refusal=str(refusal), words=words)
    messages.success(request, done)
    return redirect("learning:followups")


def _show(
    request: HttpRequest,
    found: CorrectiveAction,
    form: ActionForm,
    *,
    status: int = 200,
    theirs: dict[str, str] | None = None,
    refusal: str = "",
    words: str = "",
) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "action": found,
        "incident": found.incident,
        "form": form,
        "version": form.data.get("version") if status == REFUSED else found.version,
        "theirs": theirs or {},
        "refusal": refusal,
        "words": words,
        "may_verify": user.pk not in {found.owner_id, found.done_by_id},
        "editable": found.state == ActionState.OPEN and user.has_perm("learning.write_postmortem"),
        "section": "followups",
    }
    return render(request, "incidents/learning/action.html", context, status=status)
