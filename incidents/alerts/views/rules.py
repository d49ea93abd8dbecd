"""The rules of an integration, and what they would have done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.alerts.actions.drop_rule import drop_rule
from incidents.alerts.actions.move_rule import move_rule
from incidents.alerts.actions.save_rule import in_its_place, save_rule
from incidents.alerts.course.rehearsing import Rehearsal, rehearse
from incidents.alerts.forms.ruling import RuleForm
from incidents.alerts.kinds import TELL_CHANGES
from incidents.alerts.models import Integration, Rule
from incidents.command.views.room import who
from portal.web.access import allowed


@require_safe
@allowed("record.view_incidents")
def all_rules(request: HttpRequest) -> HttpResponse:
    """Those of the first integration by name."""
    first = Integration.objects.exclude(kind__in=TELL_CHANGES).order_by("name").first()
    if first is None:
        context = {"section": "alerts", "integrations": []}
        return render(request, "incidents/alerts/no_rules.html", context)
    return redirect("alerts:rules", integration=first.pk)


@require_safe
@allowed("record.view_incidents")
def rules(request: HttpRequest, integration: int) -> HttpResponse:
    sources = list(Integration.objects.exclude(kind__in=TELL_CHANGES).order_by("name"))
    found = next((one for one in sources if one.pk == integration), None)
    if found is None:
        raise Http404("Nothing that sends alerts has this number.")
    return _show(request, found, sources)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("catalog.manage_policy")
def add_rule(request: HttpRequest, integration: int) -> HttpResponse:
    return _write(request, get_object_or_404(Integration, pk=integration), None)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("catalog.manage_policy")
def edit_rule(request: HttpRequest, integration: int, rule_id: int) -> HttpResponse:
    rule = _rule(integration, rule_id)
    return _write(request, rule.integration, rule)


@require_POST
@allowed("catalog.manage_policy")
def move(request: HttpRequest, integration: int, rule_id: int) -> HttpResponse:
    """`do` up, down or drop."""
    rule = _rule(integration, rule_id)
    if request.POST.get("do") == "drop":
        drop_rule(rule=rule, by=who(request), at=timezone.now())
        messages.success(request, f"The rule for “{rule.wording}” is deleted.")
    else:
        up = request.POST.get("do") == "up"
        move_rule(rule=rule, up=up, by=who(request), at=timezone.now())
    return redirect("alerts:rules", integration=integration)


def _rule(integration: int, rule_id: int) -> Rule:
    known = Rule.objects.select_related("integration", "service", "policy")
    return get_object_or_404(known, pk=rule_id, integration=integration)


def _write(request: HttpRequest, integration: Integration, rule: Rule | None) -> HttpResponse:
    """Save, or with `try` only show what it would have done."""
    if request.method != "POST":
        initial = RuleForm.facts_of(rule) if rule else {}
        return _show_form(request, integration, rule, RuleForm(initial=initial))
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _show_form(request, integration, rule, form, status=422)
    if "try" in request.POST:
        return _show_form(request, integration, rule, form, tried=form.rule_of(integration, rule))
    saved = save_rule(
        integration=integration, rule=rule, by=who(request), at=timezone.now(), **form.facts
    )
    messages.success(request, f"Saved. “{saved.wording}” is number {saved.position} in turn.")
    return redirect("alerts:rules", integration=integration.pk)


def _show(
    request: HttpRequest, integration: Integration, sources: list[Integration]
) -> HttpResponse:
    known = list(integration.rules.in_turn())
    context = {
        "integration": integration,
        "integrations": sources,
        "rules": known,
        "rehearsal": rehearse(integration, known, viewer=who(request), at=timezone.now()),
        "section": "alerts",
    }
    return render(request, "incidents/alerts/rules.html", context)


def _show_form(
    request: HttpRequest,
    integration: Integration,
    rule: Rule | None,
    form: RuleForm,
    *,
    status: int = 200,
    tried: Rule | None = None,
) -> HttpResponse:
    rehearsal: Rehearsal | None = None
    if tried is not None:
        others, now = list(integration.rules.in_turn()), timezone.now()
        rules = [tried if one == rule else one for one in others]
        if rule is None:
            rules = in_its_place(others, tried)
        rehearsal = rehearse(integration, rules, viewer=who(request), at=now, tried=tried)
    context = {
        "integration": integration,
        "rule": rule,
        "form": form,
        "rehearsal": rehearsal,
        "section": "alerts",
    }
    return render(request, "incidents/alerts/rule.html", context, status=status)
