"""One's own browsers that take notifications, and what runs in them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.models import User
from portal.post.devices import UnusableDevice, add_device, named_by, remove_device
from portal.post.drafts import Channel
from portal.post.models import Device, Provider
from portal.post.ways import open_ways

WORKER = settings.BASE_DIR / "static" / "js" / "worker.js"
UNPROCESSABLE = 422
FIELDS = ("endpoint", "p256dh", "auth")


@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """GET lists, POST adds the browser that asks."""
    if request.method != "POST":
        return _page(request)
    given = {name: request.POST.get(name, "").replace("\0", "")[:2000] for name in FIELDS}
    typed = " ".join(request.POST.get("name", "").replace("\0", "").split())[:80]
    name = typed or named_by(request.headers.get("User-Agent", ""))
    try:
        made = add_device(person=_person(request), **given, name=name, at=timezone.now())
    except UnusableDevice as refusal:
        return _page(request, typed=typed, refusal=str(refusal), status=UNPROCESSABLE)
    messages.success(request, f"{made.name} takes notifications now.")
    return redirect("ways:devices")


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(Device, pk=pk, person=request.user.pk)
    remove_device(device=device, at=timezone.now())
    messages.success(request, f"{device.name} takes no notifications any more.")
    return redirect("ways:devices")


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """At an address that stays, since browsers keep to it for years."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/portal/"
    answer["Cache-Control"] = "no-store, private"
    return answer


def _page(
    request: HttpRequest, *, typed: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    ready = Channel.PUSH in open_ways()
    provider = Provider.objects.filter(kind=Channel.PUSH).first() if ready else None
    context = {
        "devices": Device.objects.of(_person(request)),
        "key": provider.public_key if provider else "",
        "typed": typed,
        "refusal": refusal,
        "section": "account",
    }
    return render(request, "portal/ways/devices.html", context, status=status)


def _person(request: HttpRequest) -> User:
    person: User = User.objects.get(pk=request.user.pk)
    return person
