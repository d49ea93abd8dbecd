"""Who is paged for what, and who it would be right now."""

from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.catalog.models import Service, Severity
from incidents.oncall.models import EscalationPolicy, EscalationStep
from incidents.oncall.paging.ladders import ladder_of, named, policy_of
from incidents.oncall.paging.reaching import is_urgent
from incidents.oncall.paging.showing import STRATEGIES
from portal.people.models import User
from portal.web.access import allowed

REFUSED = 422


class WouldForm(forms.Form):
    severity = forms.ModelChoiceField(
        queryset=Severity.objects.worst_first(),
        to_field_name="level",
        empty_label=None,
        widget=forms.Select(attrs={"class": "input"}),
    )
    service = forms.ModelChoiceField(
        queryset=Service.objects.order_by("name"),
        to_field_name="slug",
        required=False,
        empty_label="Any other service",
        widget=forms.Select(attrs={"class": "input"}),
    )


@require_safe
@allowed("record.view_incidents")
def policies(request: HttpRequest) -> HttpResponse:
    """The dry run asks by the address, so that it can be bookmarked and sent."""
    asked = "severity" in request.GET
    form = WouldForm(request.GET if asked else None)
    would = _would(**form.cleaned_data) if asked and form.is_valid() else None
    steps = EscalationStep.objects.select_related("rotation", "person", "group")
    rows = {one.pk: one for one in EscalationPolicy.objects.select_related("team")}
    ladders: dict[int, list[EscalationStep]] = {pk: [] for pk in rows}
    for step in steps.order_by("policy_id", "position", "pk"):
        ladders[step.policy_id].append(step)
    context = {
        "policies": [
            {"policy": rows[pk], "rungs": _rungs(ladder)}
            for pk, ladder in sorted(ladders.items(), key=lambda one: str(rows[one[0]]))
        ],
        "form": form,
        "would": would,
        "section": "oncall",
        "severities": list(Severity.objects.worst_first()),
        "strategies": STRATEGIES,
    }
    status = REFUSED if asked and not form.is_valid() else 200
    return render(request, "incidents/oncall/policies.html", context, status=status)


def _rungs(steps: list[EscalationStep]) -> list[dict[str, Any]]:
    found = []
    for _, together in groupby(steps, key=lambda step: step.position):
        targets = list(together)
        waits = [one.wait_minutes for one in targets if one.wait_minutes]
        found.append({"targets": targets, "wait": max(waits, default=None)})
    return found


def _would(severity: Severity, service: Service | None) -> dict[str, Any]:
    """Rung by rung: who, by which ways, and after how many minutes of silence."""
    now, rules = timezone.now(), severity.policy()
    services = [service] if service else []
    strategy, ladder = ladder_of(rules, services, at=now)
    policy = policy_of(services)
    ladder = named(ladder, urgent=is_urgent(rules), at=now)
    people = User.objects.in_bulk({one for rung in ladder for one in rung["people"]})
    laps = 1 + (policy.repeats if policy else 0)
    after, rungs = 0, []
    for rung in ladder:
        if rung is ladder[-1]:
            after *= laps
        who = [
            {"person": people[one], "ways": rung.get("ways", {}).get(str(one), [])}
            for one in rung["people"]
            if one in people
        ]
        rungs.append({"after": after, "reason": rung["reason"], "people": who})
        if not rung["to_command"]:
            after += rung.get("wait") or rules.acknowledge_minutes
    return {
        "severity": severity,
        "service": service,
        "words": STRATEGIES[strategy],
        "policy": policy,
        "laps": laps,
        "rungs": rungs,
        "at": now,
    }
