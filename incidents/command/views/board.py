"""The board of open incidents, and deciding what waits."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.command.actions.go_on import go_on
from incidents.command.actions.leave_coordination import leave_coordination
from incidents.command.actions.let_wait import CannotWait, let_wait
from incidents.command.actions.take_coordination import take_coordination
from incidents.command.board import board
from incidents.command.forms.coordinating import WaitForm
from incidents.command.models import Coordination
from incidents.command.views.room import who
from incidents.record.models import Incident, incident_for
from portal.web.access import allowed

HISTORY = 6


@require_safe
@allowed("record.view_incidents")
def show_board(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_safe
@allowed("record.view_incidents")
def board_part(request: HttpRequest) -> HttpResponse:
    """The board again where something was written or a minute passed; 204 otherwise."""
    if request.GET.get("after") == _cursor(request):
        return HttpResponse(status=204)
    return render(request, "incidents/command/_board.html", _facts(request))


def _show(request: HttpRequest, *, status: int = 200, **instead: Any) -> HttpResponse:
    context = {**_facts(request), **instead}
    return render(request, "incidents/command/board.html", context, status=status)


def _facts(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    seen = list(Incident.objects.visible_to(who(request)).open())
    coordinations = Coordination.objects.select_related("person").order_by("-began_at", "-pk")
    recent = list(coordinations[: HISTORY + 1])
    current = next((one for one in recent if one.ended_at is None), None)
    return {
        "now": now,
        "section": "incidents",
        "board": board(seen, at=now),
        "coordination": current,
        "before": [one for one in recent if one is not current][:HISTORY],
        "cursor": _cursor_at(sum(one.last_seq for one in seen), len(seen)),
        "decides": who(request).has_perm("record.command_incident"),
    }


def _cursor(request: HttpRequest) -> str:
    """Changes with every line of every incident seen here, and with every minute."""
    seen = Incident.objects.visible_to(who(request)).open().order_by()
    told = seen.aggregate(lines=Sum("last_seq"), many=Count("pk"))
    return _cursor_at(told["lines"] or 0, told["many"])


def _cursor_at(lines: int, many: int) -> str:
    return f"{lines}-{many}-{int(timezone.now().timestamp()) // 60}"


@require_POST
@allowed("record.command_incident")
def coordinate(request: HttpRequest) -> HttpResponse:
    """Take it, or leave it with `do=leave`."""
    if request.POST.get("do") == "leave":
        leave_coordination(by=who(request), at=timezone.now())
    else:
        take_coordination(by=who(request), at=timezone.now())
    return redirect("command:board")


@require_POST
@allowed("record.command_incident")
def wait(request: HttpRequest, reference: str) -> HttpResponse:
    """Let it wait, or let it go on with `do=go_on`."""
    incident = incident_for(who(request), reference)
    if request.POST.get("do") == "go_on":
        go_on(incident=incident, by=who(request), at=timezone.now())
        return redirect("command:board")
    form = WaitForm(request.POST, viewer=who(request))
    if form.is_valid():
        try:
            let_wait(incident=incident, by=who(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{incident.reference} waits. Its promises go on.")
            return redirect("command:board")
        except CannotWait as refusal:
            form.add_error("reason", str(refusal))
    return _show(request, status=422, refused=incident.pk, wait_form=form)
