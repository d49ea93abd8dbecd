"""Recording what a source says."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command.forms.investigating import SignalForm
from incidents.command.panels.signals import PANEL
from incidents.command.views.panels import after_acting, show_panel
from incidents.command.views.room import who
from incidents.record.actions.record_signal import record_signal
from incidents.record.models import incident_for
from portal.web.access import allowed


@require_POST
@allowed("record.work_incident")
def record(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = SignalForm(request.POST)
    if not form.is_valid():
        return show_panel(request, incident, PANEL, status=422, signal_form=form)
    typed = form.cleaned_data
    record_signal(
        incident=incident,
        source=typed["source"],
        says=typed["says"],
        words=typed["words"],
        lag_minutes=typed["lag_minutes"] or 0,
        by=who(request),
        at=timezone.now(),
    )
    return after_acting(request, incident, PANEL)
