"""A second factor for those who command and manage."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.people.models import User

# Where a second factor is set up.
SET_UP = "/account/"


class SecondFactorRequired:
    """Members of SECOND_FACTOR_GROUPS without a second factor reach only its set-up, and
    what is open to everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> HttpResponse | None:
        is_open = not getattr(view, "login_required", True) or request.path.startswith(SET_UP)
        if is_open or not self._lacks_it(request):
            return None
        return redirect("mfa_activate_totp")

    def _lacks_it(self, request: HttpRequest) -> bool:
        user = request.user
        if not settings.SECOND_FACTOR_GROUPS or not user.is_authenticated:
            return False
        must = Q(is_superuser=True) | Q(groups__name__in=settings.SECOND_FACTOR_GROUPS)
        has = Authenticator.objects.filter(user=OuterRef("pk"))
        lacks: bool = User.objects.filter(must, ~Exists(has), pk=user.pk).exists()
        return lacks
