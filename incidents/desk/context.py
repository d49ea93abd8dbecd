"""The "Active now" list, beside every page of the portal."""

from django.http import HttpRequest


def active_now(request: HttpRequest) -> dict[str, object]:
    return {}
