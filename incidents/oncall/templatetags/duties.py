"""Who is on call, wherever that helps."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone

from incidents.catalog.models import Team
from incidents.oncall.models import DeclineReason, Page, Rotation, Shift
from incidents.oncall.schedule.duties import duties

register = template.Library()
SOON = timedelta(days=7)


@register.inclusion_tag("incidents/oncall/_team_duties.html", takes_context=True)
def duties_of_team(context: dict[str, Any], team: Team) -> dict[str, Any]:
    """Whoever a team has on call now."""
    now = timezone.now()
    found = duties(Rotation.objects.filter(team=team), at=now)
    return {"duties": found, "request": context.get("request"), "perms": context.get("perms")}


@register.inclusion_tag("incidents/oncall/_gap_ahead.html", takes_context=True)
def gap_ahead(context: dict[str, Any]) -> dict[str, Any]:
    """The soonest time of the week for which nobody is on call."""
    now = timezone.now()
    gaps = Shift.objects.gaps().between(now, now + SOON).select_related("rotation")
    return {"gap": gaps.in_order().first(), "request": context.get("request")}


@register.inclusion_tag("incidents/oncall/_own_page.html", takes_context=True)
def answer_page(context: dict[str, Any], page: Page, *, named: bool = False) -> dict[str, Any]:
    """The reader's own page, and what they can say to it with one tap."""
    return {
        "page": page,
        "named": named,
        "reasons": DeclineReason.choices,
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }
