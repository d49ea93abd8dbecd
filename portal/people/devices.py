"""Browsers in which somebody signed in before."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.people.models import User

PURPOSE = "people.device"
REMEMBERED_FOR = timedelta(days=180)


def device_of(request: HttpRequest, email: str) -> str:
    """The name of this browser, if the person of this address signed in by it; else ""."""
    try:
        kept = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""),
            salt=PURPOSE,
            max_age=REMEMBERED_FOR,
        )
    except signing.BadSignature:
        return ""
    theirs = User.objects.filter(pk=kept["person"], email__iexact=email.strip()).exists()
    return str(kept["device"]) if theirs else ""


def remember(response: HttpResponseBase, request: HttpRequest, user: User) -> None:
    """Give this browser a name, or keep the one it has, for as long as it is used."""
    name = device_of(request, user.email) or secrets.token_urlsafe(16)
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"person": user.pk, "device": name}, salt=PURPOSE),
        max_age=REMEMBERED_FOR,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
