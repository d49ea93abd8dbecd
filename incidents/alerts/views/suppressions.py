"""Known issues that call nobody for a while."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.alerts.actions.lift_suppression import lift_suppression
from incidents.alerts.actions.suppress_alerts import CannotSuppress, suppress_alerts
from incidents.alerts.forms.acting import SuppressLabelsForm
from incidents.alerts.matching import Unclear
from incidents.alerts.models import Alert, AlertPolicy
from incidents.alerts.models.access import suppressions_for
from incidents.command.views.room import who
from portal.web.access import allowed

PAST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
def suppressions(request: HttpRequest) -> HttpResponse:
    """Everybody sees what calls nobody, why and until when."""
    return add(request) if request.method == "POST" else _show(request, _form(request))


@allowed("record.work_incident")
def add(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return _show(request, form, status=422)
    now, typed = timezone.now(), form.cleaned_data
    try:
        made = suppress_alerts(
            matches=typed["conditions"],
            integration=typed["integration"],
            reason=typed["reason"],
            until=form.until(at=now),
            by=who(request),
            at=now,
        )
    except (CannotSuppress, Unclear) as refusal:
        return _show(request, form, status=422, refusal=str(refusal))
    many = Alert.objects.suppressed().filter(suppressed_by__in=made).count()
    now_firing = f"{many} that fire now" if many else "none fires now"
    messages.success(request, f"Suppressed: {made[0]}; {now_firing}.")
    return redirect("alerts:suppressions")


def _form(request: HttpRequest) -> SuppressLabelsForm:
    hours = AlertPolicy.objects.current().suppression_hours
    typed = request.POST if request.method == "POST" else None
    return SuppressLabelsForm(typed, viewer=who(request), alerts=[], hours=hours)


@require_POST
@allowed("record.work_incident")
def lift(request: HttpRequest, suppression: int) -> HttpResponse:
    found = get_object_or_404(suppressions_for(who(request)), pk=suppression)
    firing = lift_suppression(suppression=found, by=who(request), at=timezone.now())
    still = f" {len(firing)} still fire and go by the rules." if firing else ""
    messages.success(request, f"{found} is no longer suppressed.{still}")
    return redirect("alerts:suppressions")


def _show(
    request: HttpRequest, form: SuppressLabelsForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    known = (
        suppressions_for(who(request))
        .select_related("by", "ended_by", "integration")
        .annotate(many=Count("alerts"))
    )
    context = {
        "running": known.running().newest_first(),
        "past": known.exclude(ended_at=None).newest_first()[:PAST],
        "form": form,
        "hours": form.hours,
        "refusal": refusal,
        "now": timezone.now(),
        "section": "alerts",
    }
    return render(request, "incidents/alerts/suppressions.html", context, status=status)
