"""Teams that can be asked: what for, who is on call, how soon they answer."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.catalog.models import Vendor
from incidents.oncall.models import AskingGuide, TeamDesk, TeamEscalation
from incidents.oncall.requests.contacts import contacts_of_team
from incidents.oncall.requests.reply_times import COUNTED, asked_lately, reply_times
from portal.people.models import User
from portal.web.access import allowed

SHOWN = 15


@require_safe
@allowed("record.view_incidents")
def teams(request: HttpRequest) -> HttpResponse:
    """Counted over all incidents that this person may see."""
    user, now = cast(User, request.user), timezone.now()
    times = {one.name: one for one in reply_times(asked_lately(user, at=now), at=now)}
    desks = TeamDesk.objects.select_related("team", "lead").order_by("position", "team__name")
    rows = [{"desk": one, "times": times.get(str(one.team))} for one in desks]
    vendors = [(one, times.get(f"{one} support")) for one in Vendor.objects.named()]
    context = {"rows": rows, "vendors": vendors, "days": COUNTED.days, "section": "oncall"}
    return render(request, "incidents/oncall/teams.html", context)


@require_safe
@allowed("record.view_incidents")
def team(request: HttpRequest, team: str) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    desk = get_object_or_404(TeamDesk.objects.select_related("team", "lead"), team__slug=team)
    visible = TeamEscalation.objects.visible_to(user).filter(team=desk.team)
    asked = visible.select_related("team", "vendor", "incident").newest_first()
    counted = asked_lately(user, at=now).filter(team=desk.team)
    context = {
        "desk": desk,
        "guide": AskingGuide.objects.filter(kind=desk.kind).prefetch_related("fields").first(),
        "contacts": contacts_of_team(desk.team, at=now),
        "times": next(iter(reply_times(counted, at=now)), None),
        "requests": asked[:SHOWN],
        "days": COUNTED.days,
        "now": now,
        "section": "oncall",
    }
    return render(request, "incidents/oncall/team.html", context)
