"""A second factor for those who command and manage."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

OPEN_PATHS = ("/account/", "/static/", "/healthz", "/readyz")


class SecondFactorRequired:
    """Members of SECOND_FACTOR_GROUPS without a second factor reach only its set-up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        return (
            bool(settings.SECOND_FACTOR_GROUPS)
            and user.is_authenticated
            and not request.path.startswith(OPEN_PATHS)
            and (
                user.is_superuser
                or user.groups.filter(name__in=settings.SECOND_FACTOR_GROUPS).exists()
            )
            and not is_mfa_enabled(user)
        )
