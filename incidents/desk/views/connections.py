"""What is connected: what comes in, what goes out, and how each does."""

from typing import Any, cast

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.alerts.intake.arrivals import traffic
from incidents.alerts.models import Integration
from incidents.command.adapter_words import standings
from portal.people.models import User
from portal.post.faring import how_ways_fare
from portal.post.models import Delivery, DeliveryState, Message
from portal.web.access import allowed

COUNTED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.PARKED)


@require_safe
@allowed("record.view_incidents")
def connections(request: HttpRequest) -> HttpResponse:
    """Each part for those who may read it."""
    user, now = cast(User, request.user), timezone.now()
    sources = list(Integration.objects.by_name())
    context: dict[str, Any] = {
        "sources": traffic(sources, at=now),
        "now": now,
        "section": "connections",
    }
    if user.has_perm("command.view_adapter"):
        context["systems"] = standings(viewer=user)
    if user.has_perm("post.view_provider"):
        context["ways"] = how_ways_fare()
    if user.has_perm("post.view_outbox"):
        context["outbox"] = _outbox(user)
    return render(request, "incidents/desk/connections.html", context)


def _outbox(user: User) -> dict[str, int]:
    """How many deliveries wait, and how many a person must look at."""
    open_to = Message.objects.visible_to(user)
    found = Delivery.objects.filter(state__in=COUNTED, message__in=open_to)
    counted = dict(found.order_by().values_list("state").annotate(Count("pk")))
    parked = counted.pop(DeliveryState.PARKED, 0)
    return {"waiting": sum(counted.values()), "parked": parked}
