"""Doing something about alerts, one or several at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.alerts.actions.attach_alerts import CannotAttach, attach_alerts
from incidents.alerts.actions.end_alert import end_alert
from incidents.alerts.actions.open_from_alerts import open_from_alerts
from incidents.alerts.actions.snooze_alerts import CannotSnooze, snooze_alerts
from incidents.alerts.actions.suppress_alerts import CannotSuppress, suppress_alerts
from incidents.alerts.actions.wake_alert import wake_alert
from incidents.alerts.forms.acting import (
    BUTTONS,
    CONSEQUENCES,
    DO,
    FORMS,
    ActForm,
    SnoozeForm,
    SuppressForm,
)
from incidents.alerts.models import Alert, AlertPolicy
from incidents.alerts.models.access import alerts_for, waiting_with
from incidents.command.actions.declare_incident import NoTitle
from incidents.command.views.room import who
from portal.web.access import allowed
from portal.web.times import spelled, zone_of

SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.work_incident")
def act(request: HttpRequest) -> HttpResponse:
    """`do` what with each `alert`, or with all that wait `together` with one; from the list,
    `back` keeps its filters."""
    asked = request.POST if request.method == "POST" else request.GET
    do = asked.get("do", "")
    if not do:
        messages.error(request, "Choose what to do with the alerts.")
        return redirect(reverse("alerts:inbox") + _back(request))
    if do not in DO:
        raise Http404("No such thing to do with alerts.")
    alerts, many = _chosen(request)
    hours = AlertPolicy.objects.current().suppression_hours
    facts: dict[str, Any] = {"viewer": who(request), "alerts": alerts, "hours": hours}
    if request.method != "POST":
        return _show(request, do, FORMS[do](**facts), many=many)
    form = FORMS[do](request.POST, **facts)
    if not alerts or not form.is_valid():
        return _show(request, do, form, status=422)
    try:
        done = _ACTS[do](request, form)
    except (CannotAttach, CannotSuppress, CannotSnooze, NoTitle) as refusal:
        status = 409 if isinstance(refusal, CannotAttach) else 422
        return _show(request, do, form, status=status, refusal=str(refusal))
    return done


def _chosen(request: HttpRequest) -> tuple[list[Alert], int]:
    """The alerts meant, and how many there would be, were not so many taken at once at most."""
    if request.method != "POST" and request.GET.get("together"):
        return waiting_with(who(request), request.GET["together"], at=timezone.now())
    asked = request.POST if request.method == "POST" else request.GET
    alerts = alerts_for(who(request), asked.getlist("alert"))
    return alerts, len(alerts)


def _show(
    request: HttpRequest,
    do: str,
    form: ActForm,
    *,
    status: int = 200,
    refusal: str = "",
    many: int = 0,
) -> HttpResponse:
    context = {
        "first": form.alerts[:SHOWN],
        "more": form.alerts[SHOWN:],
        "left_out": max(many - len(form.alerts), 0),
        "do": do,
        "title": DO[do],
        "button": BUTTONS[do],
        "consequence": CONSEQUENCES[do],
        "form": form,
        "alerts": form.alerts,
        "refusal": refusal,
        "back": _back(request),
        "inbox": reverse("alerts:inbox") + _back(request),
        "now": timezone.now(),
        "section": "alerts",
    }
    return render(request, "incidents/alerts/act.html", context, status=status)


def _back(request: HttpRequest) -> str:
    """The filters of the list people came from."""
    asked = request.POST if request.method == "POST" else request.GET
    back = asked.get("back", "")
    return back if back.startswith("?") else ""


def _to_inbox(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(reverse("alerts:inbox") + _back(request))


def _attach(request: HttpRequest, form: ActForm) -> HttpResponse:
    into = attach_alerts(
        alerts=form.alerts,
        incident=form.cleaned_data["incident"],
        by=who(request),
        at=timezone.now(),
    )
    return _to_inbox(request, f"{_many(form.alerts)} attached to {into.reference}.")


def _open(request: HttpRequest, form: ActForm) -> HttpResponse:
    incident = open_from_alerts(
        alerts=form.alerts, by=who(request), at=timezone.now(), **form.cleaned_data
    )
    return redirect(incident)


def _suppress(request: HttpRequest, form: ActForm) -> HttpResponse:
    assert isinstance(form, SuppressForm)  # noqa: S101
    now = timezone.now()
    until = form.until(at=now)
    reason = form.cleaned_data["reason"]
    suppress_alerts(alerts=form.alerts, reason=reason, until=until, by=who(request), at=now)
    return _to_inbox(request, f"{_many(form.alerts)} suppressed until {_spelled(request, until)}.")


def _snooze(request: HttpRequest, form: ActForm) -> HttpResponse:
    assert isinstance(form, SnoozeForm)  # noqa: S101
    now = timezone.now()
    until, for_all = form.until(at=now), form.cleaned_data["for_whom"] == "all"
    snooze_alerts(alerts=form.alerts, until=until, for_all=for_all, by=who(request), at=now)
    whom = "for all" if for_all else "for you"
    return _to_inbox(
        request, f"{_many(form.alerts)} snoozed {whom} until {_spelled(request, until)}."
    )


def _end(request: HttpRequest, form: ActForm) -> HttpResponse:
    for alert in form.alerts:
        end_alert(alert=alert, by=who(request), at=timezone.now())
    return _to_inbox(request, f"{_many(form.alerts)} marked as over.")


def _wake(request: HttpRequest, form: ActForm) -> HttpResponse:
    for alert in form.alerts:
        wake_alert(alert=alert, by=who(request), at=timezone.now())
    return _to_inbox(request, f"{_many(form.alerts)} no longer snoozed.")


def _spelled(request: HttpRequest, at: datetime) -> str:
    return spelled(at, zone_of(who(request).time_zone))


def _many(alerts: list[Alert]) -> str:
    return "1 alert" if len(alerts) == 1 else f"{len(alerts)} alerts"


_ACTS: dict[str, Callable[[HttpRequest, ActForm], HttpResponse]] = {
    "attach": _attach,
    "open": _open,
    "suppress": _suppress,
    "snooze": _snooze,
    "end": _end,
    "wake": _wake,
}
