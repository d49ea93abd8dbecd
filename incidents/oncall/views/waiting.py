"""What is waited for, and what others say: answers, permissions, lost minutes."""

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.oncall.actions.acknowledge_request import acknowledge_request
from incidents.oncall.actions.ask_permission import CannotAskPermission, ask_permission
from incidents.oncall.actions.decide_permission import CannotDecide, decide_permission
from incidents.oncall.actions.page_person import CannotPage
from incidents.oncall.actions.pass_on_request import NobodyLeft, pass_on_request
from incidents.oncall.actions.record_delay import NoDelay, record_delay
from incidents.oncall.actions.record_fix import record_fix
from incidents.oncall.actions.remind_team import RemindedAlready, remind_team
from incidents.oncall.actions.settle_request import NoAnswer, settle_request
from incidents.oncall.actions.take_back_right import take_back_right
from incidents.oncall.forms.asking import DelayForm, PermissionForm, SettleForm
from incidents.oncall.models import PermissionRequest, TeamEscalation
from incidents.oncall.requests.locks import AlreadySettled
from incidents.oncall.requests.waiting import vendor_cards, waiting_facts
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

REFUSED = 422
LARGEST = 2**31 - 1


@require_safe
@allowed("record.view_incidents")
def waiting(request: HttpRequest, reference: str) -> HttpResponse:
    return _show(request, incident_for(_who(request), reference))


@require_safe
@allowed("record.view_incidents")
def vendors(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(_who(request), reference)
    context = {"incident": incident, "cards": vendor_cards(incident), "now": timezone.now()}
    part = request.headers.get("HX-Request") == "true"
    name = "_vendor_cards" if part else "vendor_cards"
    return render(request, f"incidents/oncall/{name}.html", {**context, "section": "incidents"})


@require_POST
@allowed("record.work_incident")
def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write down what they said, or that nobody needs it any more."""
    incident = incident_for(_who(request), reference)
    found, form = _request(incident, number), SettleForm(request.POST)
    if not form.is_valid():
        return _show(request, incident, status=REFUSED, settle_form=form, settled=found)
    said = form.cleaned_data
    facts: dict[str, Any] = {"request": found, "by": _who(request), "at": timezone.now()}
    facts |= {"via": "portal", "who": said["who"]}
    try:
        if said["outcome"] == "acknowledged":
            acknowledge_request(**facts, case_number=said["case_number"])
        else:
            settle_request(**facts, state=said["outcome"], words=said["words"])
    except NoAnswer as refusal:
        form.add_error("words", str(refusal))
        return _show(request, incident, status=REFUSED, settle_form=form, settled=found)
    except AlreadySettled as refusal:
        return _show(request, incident, status=409, refusal=str(refusal))
    return _back(reference)


@require_POST
@allowed("record.work_incident")
def remind(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    return _press(request, reference, number, remind_team)


@require_POST
@allowed("oncall.page_people")
def escalate(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    return _press(request, reference, number, pass_on_request)


@require_POST
@allowed("record.work_incident")
def fixed(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    return _press(request, reference, number, record_fix)


@require_POST
@allowed("oncall.page_people")
def permissions(request: HttpRequest, reference: str) -> HttpResponse:
    incident, form = incident_for(_who(request), reference), PermissionForm(request.POST)
    if not form.is_valid():
        return _show(request, incident, status=REFUSED, permission_form=form)
    try:
        ask_permission(incident=incident, by=_who(request), at=timezone.now(), **form.cleaned_data)
    except (CannotAskPermission, CannotPage) as refusal:
        form.add_error(None, str(refusal))
        return _show(request, incident, status=REFUSED, permission_form=form)
    return _back(reference)


@require_POST
@allowed("record.work_incident")
def decision(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Granted, refused, or taken back."""
    incident = incident_for(_who(request), reference)
    found = PermissionRequest.objects.filter(incident=incident, number=min(number, LARGEST)).first()
    if found is None:
        raise Http404("No such permission.")
    word, now = request.POST.get("decision", ""), timezone.now()
    try:
        if word == "back":
            take_back_right(request=found, by=_who(request), at=now)
        else:
            reason = request.POST.get("reason", "")[:240]
            granted = word == "grant"
            decide_permission(
                request=found, granted=granted, reason=reason, by=_who(request), at=now
            )
    except CannotDecide as refusal:
        return _show(request, incident, status=REFUSED, refusal=str(refusal))
    return _back(reference)


@require_POST
@allowed("record.work_incident")
def delays(request: HttpRequest, reference: str) -> HttpResponse:
    incident, form = incident_for(_who(request), reference), DelayForm(request.POST)
    if not form.is_valid():
        return _show(request, incident, status=REFUSED, delay_form=form)
    try:
        record_delay(incident=incident, by=_who(request), at=timezone.now(), **form.cleaned_data)
    except NoDelay as refusal:
        form.add_error(None, str(refusal))
        return _show(request, incident, status=REFUSED, delay_form=form)
    return _back(reference)


def _press(
    request: HttpRequest, reference: str, number: int, act: Callable[..., TeamEscalation]
) -> HttpResponse:
    incident = incident_for(_who(request), reference)
    found = _request(incident, number)
    try:
        act(request=found, by=_who(request), at=timezone.now())
    except (RemindedAlready, NobodyLeft, AlreadySettled) as refusal:
        return _show(request, incident, status=409, refusal=str(refusal))
    return _back(reference)


def _request(incident: Incident, number: int) -> TeamEscalation:
    rows = TeamEscalation.objects.filter(incident=incident, number=min(number, LARGEST))
    found = rows.select_related("incident").first()
    if found is None:
        raise Http404("No such request.")
    return found


def _show(
    request: HttpRequest, incident: Incident, *, status: int = 200, **instead: Any
) -> HttpResponse:
    """As a part or a page; `instead` are refused forms, as typed."""
    context = {
        "incident": incident,
        "section": "incidents",
        "settle_form": SettleForm(),
        "permission_form": PermissionForm(),
        "delay_form": DelayForm(),
        **waiting_facts(incident, _who(request), at=timezone.now()),
        **instead,
    }
    part = request.headers.get("HX-Request") == "true"
    name = "_waiting_list" if part else "waiting"
    return render(request, f"incidents/oncall/{name}.html", context, status=status)


def _back(reference: str) -> HttpResponse:
    return redirect(f"{reverse('oncall:escalations', args=[reference])}#_waiting_for_others")


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)
