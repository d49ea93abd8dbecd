"""Alerts that arrived, with what became of them."""

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.alerts.course.gathering import Gathered, gathered, same_group, without
from incidents.alerts.forms.acting import OF_A_ROW
from incidents.alerts.models import Alert, AlertPolicy, Integration, Snooze
from incidents.alerts.models.access import a_key, alert_for
from incidents.alerts.models.alert import AlertQuerySet
from incidents.catalog.models import Service
from incidents.command.forms.declaring import LEVELS
from incidents.command.views.room import who
from portal.web.access import allowed
from portal.web.paging import newest_first

SHOWN = [
    ("waiting", "Waiting"),
    ("firing", "Firing"),
    ("suppressed", "Suppressed"),
    ("snoozed", "Snoozed"),
    ("flapping", "Flapping"),
    ("stale", "Stale"),
    ("all", "All"),
]
MOST_COUNTED = 100


class AlertFilter(django_filters.FilterSet):  # type: ignore[misc]
    service = django_filters.ModelChoiceFilter(
        queryset=Service.objects.named(), empty_label="Any service"
    )
    integration = django_filters.ModelChoiceFilter(
        queryset=Integration.objects.order_by("name"), empty_label="Any integration"
    )
    level = django_filters.ChoiceFilter(
        choices=LEVELS, empty_label="Any severity", label="Severity"
    )

    class Meta:
        model = Alert
        fields = ("service", "integration", "level")


@require_safe
@allowed("record.view_incidents")
def inbox(request: HttpRequest) -> HttpResponse:
    now, policy = timezone.now(), AlertPolicy.objects.current()
    found = AlertFilter(request.GET, queryset=_seen(request, policy))
    for field in found.form.fields.values():
        field.widget.attrs["class"] = "input"
    one_group, groups, alerts = _grouped(request, found.qs)
    page = newest_first(
        alerts.select_related("incident", "integration", "service", "suppressed_by").annotate(
            is_snoozed=_snoozed(request)
        ),
        field="starts_at",
        after=request.GET.get("after", ""),
    )
    context = {
        "filter": found,
        "filtered": any(request.GET.get(name) for name in AlertFilter.Meta.fields),
        "shown": _shown(request),
        "show": _show(request),
        "one_group": one_group,
        "groups": [(one, _address(request, together=str(one.newest.pk))) for one in groups],
        "rows": [(one, one.is_stale(policy, at=now), one.lasted(at=now)) for one in page.rows],
        "next": _address(request, after=page.cursor) if page.cursor else "",
        "here": _address(request),
        "whole": _address(request, together=""),
        "newest": _newest(request),
        "silent": Integration.objects.silent().by_name(),
        "policy": policy,
        "acts": OF_A_ROW,
        "now": now,
        "section": "alerts",
    }
    return render(request, "incidents/alerts/inbox.html", context)


@require_safe
@allowed("record.view_incidents")
def news(request: HttpRequest) -> HttpResponse:
    """How many came since; 204 while none did."""
    after = request.GET.get("newest", "")
    if not after.isdecimal() or len(after) > len(str(2**62)):
        return HttpResponse(status=204)
    came = Alert.objects.visible_to(who(request)).filter(pk__gt=int(after))
    many = came.order_by()[:MOST_COUNTED].count()
    if not many:
        return HttpResponse(status=204)
    context: dict[str, Any] = {
        "many": many,
        "most": MOST_COUNTED,
        "newest": after,
        "here": _address(request),
    }
    return render(request, "incidents/alerts/_alert_news.html", context)


def _show(request: HttpRequest) -> str:
    asked = request.GET.get("show", "waiting")
    return asked if asked in dict(SHOWN) else "waiting"


def _seen(request: HttpRequest, policy: AlertPolicy) -> AlertQuerySet:
    user, now, show = who(request), timezone.now(), _show(request)
    alerts = Alert.objects.visible_to(user)
    if show == "waiting":
        return alerts.waiting(user, at=now)
    if show == "suppressed":
        return alerts.free().suppressed()
    if show == "snoozed":
        return alerts.free().snoozed(user, at=now)
    if show == "stale":
        return alerts.stale(at=now, hours=policy.stale_hours)
    if show == "flapping":
        return alerts.filter(flapping=True)
    return alerts.firing() if show == "firing" else alerts


def _shown(request: HttpRequest) -> list[tuple[str, str, str, int | None]]:
    """Each list with its word, its address and, where that is soon counted, how many it holds."""
    many = Alert.objects.counted(who(request), at=timezone.now())
    return [
        (key, word, _address(request, show=key, together=""), many.get(key)) for key, word in SHOWN
    ]


def _grouped(
    request: HttpRequest, alerts: AlertQuerySet
) -> tuple[Alert | None, list[Gathered], AlertQuerySet]:
    """The one group asked for; else the large groups of what waits, and what is in none."""
    asked = a_key(request.GET.get("together", ""))
    if asked is not None:
        one = alert_for(who(request), asked)
        return one, [], alerts.filter(same_group(one))
    groups = gathered(alerts) if _show(request) == "waiting" else []
    return None, groups if not request.GET.get("after") else [], without(alerts, groups)


def _snoozed(request: HttpRequest) -> Exists:
    mine = Q(person=None) | Q(person=who(request))
    lasting = Snooze.objects.filter(mine, until__gt=timezone.now(), alert=OuterRef("pk"))
    return Exists(lasting)


def _newest(request: HttpRequest) -> int:
    newest = Alert.objects.visible_to(who(request)).order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


def _address(request: HttpRequest, **instead: str) -> str:
    """The same filters, and what is asked instead; always from the newest on."""
    names = (*AlertFilter.Meta.fields, "together")
    kept = {name: request.GET[name] for name in names if request.GET.get(name)}
    asked = {"show": _show(request), **kept, **instead}
    return "?" + urlencode({name: value for name, value in asked.items() if value})
