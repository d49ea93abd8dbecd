"""Asking another team or a vendor."""

from datetime import datetime
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.oncall.actions.ask_team import (
    AnswerInThePast,
    CannotAsk,
    TooVague,
    ask_team,
    time_to_answer,
)
from incidents.oncall.forms.asking import AskForm
from incidents.oncall.requests.targets import Target, effect_words, target_named, targets
from incidents.oncall.requests.vagueness import PROBLEM, Asking, Question, asking
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed
from portal.web.times import clock_time

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("oncall.page_people")
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """The form, and sending it; the second press sends whatever is written."""
    incident = incident_for(cast(User, request.user), reference)
    now = timezone.now()
    found = targets(incident)
    target = target_named(found, request.POST.get("to") or request.GET.get("to", ""))
    if target is None:
        return _show(request, incident, {"targets": found, "now": now})
    shown = _Shown(request, incident, found, target, now)
    if request.method != "POST":
        return shown.answer()
    refused = _send(shown)
    if refused is not None:
        return refused
    return redirect(f"{reverse('oncall:escalations', args=[reference])}#_waiting_for_others")


@require_POST
@allowed("oncall.page_people")
def question(request: HttpRequest, reference: str) -> HttpResponse:
    """What they would ask back about the words typed so far."""
    incident = incident_for(cast(User, request.user), reference)
    target = target_named(targets(incident), request.POST.get("to", ""))
    known = asking(target.kind) if target else None
    words = request.POST.get("problem", "")[:4000]
    found = known.questions(words, _told(known, request)) if known and words.strip() else []
    context = {"questions": [one for one in found if one.field == PROBLEM]}
    return render(request, "incidents/oncall/_questions.html", context)


_PASSED = {
    "heading", "problem", "effect", "entries", "attachments", "help_offered", "case_number",
    "answer_by", "key",
}  # fmt: skip


class _Shown:
    """The form for one target, with what stands around it."""

    def __init__(
        self, request: HttpRequest, incident: Incident, found: list[Target], target: Target,
        at: datetime,
    ) -> None:  # fmt: skip
        self.request, self.incident, self.found, self.target = request, incident, found, target
        self.at, self.asking = at, asking(target.kind)
        self.contacts = target.contacts(at=at)
        zone = _zone(cast(User, request.user))
        proposed = clock_time(at + time_to_answer(incident, target.vendor), zone)
        begun = {
            "effect": effect_words(incident, target),
            "answer_by": proposed,
            "proposed": proposed,
            "key": uuid4().hex,
            "problem": request.GET.get("problem", "")[:4000],
        }
        self.form = AskForm(
            request.POST if request.method == "POST" else None,
            incident=incident,
            asked=list(self.asking.fields),
            outside=target.vendor is not None,
            zone=zone,
            at=at,
            initial=begun,
        )

    def answer(self, questions: tuple[Question, ...] = (), *, status: int = 200) -> HttpResponse:
        context = {
            "targets": self.found,
            "target": self.target,
            "form": self.form,
            "guide": self.asking.guide,
            "contact": self.contacts[0] if self.contacts else None,
            "following": self.contacts[1] if len(self.contacts) > 1 else None,
            "questions": [one for one in questions if one.field == PROBLEM],
            "missing": {one.field for one in questions},
            "questioned": bool(questions),
            "minutes": int(time_to_answer(self.incident, self.target.vendor).total_seconds() // 60),
            "now": self.at,
        }
        return _show(self.request, self.incident, context, status=status)


def _send(shown: _Shown) -> HttpResponse | None:
    """Send what was typed; the form again with what was wrong, or nothing when it is sent."""
    form, request = shown.form, shown.request
    if not form.is_valid():
        return shown.answer(status=REFUSED)
    facts = {name: said for name, said in form.cleaned_data.items() if name in _PASSED}
    try:
        ask_team(
            incident=shown.incident,
            team=shown.target.team,
            vendor=shown.target.vendor,
            details=form.told(),
            as_it_is=request.POST.get("as_it_is") == "1",
            by=cast(User, request.user),
            at=shown.at,
            **{**facts, "key": facts["key"] or None},
        )
    except TooVague as refusal:
        return shown.answer(refusal.questions, status=REFUSED)
    except (AnswerInThePast, CannotAsk) as refusal:
        form.add_error("answer_by" if isinstance(refusal, AnswerInThePast) else None, str(refusal))
        return shown.answer(status=REFUSED)
    return None


def _show(
    request: HttpRequest, incident: Incident, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    facts = {"incident": incident, "section": "incidents", **context}
    part = request.headers.get("HX-Request") == "true"
    name = "_team_form_filled" if part else "asking"
    return render(request, f"incidents/oncall/{name}.html", facts, status=status)


def _told(known: Asking, request: HttpRequest) -> dict[str, str]:
    return {one.label: request.POST.get(f"detail_{one.pk}", "") for one in known.fields}


def _zone(person: User) -> ZoneInfo:
    try:
        return ZoneInfo(person.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
