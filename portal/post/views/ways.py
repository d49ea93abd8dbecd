"""The ways by which people are reached: how each fares, and a test to oneself."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import User
from portal.post.faring import Faring, how_ways_fare, last_deliveries
from portal.post.models import Provider, ProviderKind
from portal.post.numbers import NotANumber
from portal.post.trying import NobodyToReach, try_provider
from portal.web.access import allowed

UNPROCESSABLE = 422


@require_safe
@allowed("post.view_provider")
def ways(request: HttpRequest) -> HttpResponse:
    return _page(request, request.GET.get("kind", ""))


@require_POST
@allowed("post.change_provider")
def test(request: HttpRequest, kind: str) -> HttpResponse:
    provider = get_object_or_404(Provider, kind=kind)
    typed = request.POST.get("to", "").replace("\0", "")[:254]
    by = User.objects.get(pk=request.user.pk)
    try:
        try_provider(provider=provider, to=typed, by=by, at=timezone.now())
    except (NotANumber, NobodyToReach) as refusal:
        return _page(request, kind, typed=typed, refusal=str(refusal), status=UNPROCESSABLE)
    messages.success(request, "The test is on its way. What became of it stands below: look again.")
    return redirect(f"{reverse('ways:ways')}?kind={kind}")


def _page(
    request: HttpRequest, kind: str, *, typed: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    reader = cast(User, request.user)
    faring = how_ways_fare()
    chosen = next((one for one in faring if one.kind == kind), _first(faring))
    context = {
        "faring": faring,
        "chosen": chosen,
        "by_phone": chosen.kind in (ProviderKind.SMS, ProviderKind.VOICE),
        "is_slack": chosen.kind == ProviderKind.SLACK_USER,
        "deliveries": last_deliveries(chosen.kind, reader=reader),
        "typed": typed or (reader.email if chosen.kind == ProviderKind.SLACK_USER else ""),
        "refusal": refusal,
        "section": "connections",
    }
    return render(request, "portal/ways/list.html", context, status=status)


def _first(faring: list[Faring]) -> Faring:
    """What needs a person most."""
    ready = [one for one in faring if one.provider]
    return next((one for one in ready if one.trouble), (ready or faring)[0])
