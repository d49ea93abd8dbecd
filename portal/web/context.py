"""What every page's shell needs."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def shell(request: HttpRequest) -> dict[str, object]:
    return {"demo": settings.DEMO, "shell_now": timezone.now()}
