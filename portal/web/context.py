"""What every page's shell needs."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from portal.checks.health import look
from portal.people.demo import PASSWORD, PEOPLE


def shell(request: HttpRequest) -> dict[str, object]:
    shared: dict[str, object] = {"demo": settings.DEMO, "shell_now": timezone.now()}
    if request.path.startswith("/portal/"):
        shared["degraded"] = look(at=timezone.now()).faults()
    if settings.DEMO and request.path == "/account/login/":
        shared |= {"demo_people": PEOPLE, "demo_password": PASSWORD}
    return shared
