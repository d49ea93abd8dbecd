"""Who is on call, this week and next."""

from datetime import timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.oncall.models import Rotation
from portal.people.models import User
from portal.web.access import allowed

AHEAD = timedelta(days=14)


@require_safe
@allowed("record.view_incidents")
def schedule(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    lanes = []
    mine = []
    for rotation in Rotation.objects.with_duty(since=now):
        duties = rotation.shifts(now, now + AHEAD)
        people = rotation.people()
        lanes.append({"rotation": rotation, "duties": duties, "single": len(people) == 1})
        mine += [duty for duty in duties if duty.person == cast(User, request.user)]
    context = {
        "lanes": lanes,
        "mine": sorted(mine, key=lambda duty: duty.starts_at)[:5],
        "now": now,
        "section": "oncall",
    }
    return render(request, "incidents/oncall/schedule.html", context)
