"""One alert, and how noisy all of them are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.alerts.course.history import history_of
from incidents.alerts.course.noise import WORST, figures_of, worst
from incidents.alerts.forms.acting import OF_A_ROW, OF_WHAT_IS_OVER
from incidents.alerts.models import Alert, AlertPolicy, Snooze
from incidents.alerts.models.access import alert_for
from incidents.command.views.room import who
from portal.web.access import allowed

SHOWN = 10


@require_safe
@allowed("record.view_incidents")
def show_alert(request: HttpRequest, alert: int) -> HttpResponse:
    found, now = alert_for(who(request), alert), timezone.now()
    policy = AlertPolicy.objects.current()
    same = Alert.objects.visible_to(who(request)).of_the_same(found)
    snoozes = Snooze.objects.filter(alert=found, until__gt=now).select_related("by")
    context = {
        "alert": found,
        "stale": found.is_stale(policy, at=now),
        "history": history_of(found),
        "occurrences": same.newest_first().select_related("incident")[:SHOWN],
        "snoozes": [one for one in snoozes if one.person_id in {None, who(request).pk}],
        "noise": figures_of(found, viewer=who(request), policy=policy, at=now),
        "policy": policy,
        "acts": OF_A_ROW if found.is_firing else OF_WHAT_IS_OVER,
        "shown": SHOWN,
        "lasted": found.lasted(at=now),
        "now": now,
        "section": "alerts",
    }
    return render(request, "incidents/alerts/alert.html", context)


@require_safe
@allowed("record.view_incidents")
def noise(request: HttpRequest) -> HttpResponse:
    policy = AlertPolicy.objects.current()
    context = {
        "rows": worst(viewer=who(request), policy=policy, at=timezone.now()),
        "policy": policy,
        "most": WORST,
        "section": "alerts",
    }
    return render(request, "incidents/alerts/noise.html", context)
