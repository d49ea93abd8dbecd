"""Who may enter a view."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.people.groups import who_can

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def allowed(permission: str) -> Callable[[View[P]], View[P]]:
    """Refuse with 403 and a page that says who can; signing in is demanded before."""

    def decorate(view: View[P]) -> View[P]:
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.user.has_perm(permission):
                return view(request, *args, **kwargs)
            context = {"who": who_can(permission)}
            return render(request, "portal/not_allowed.html", context, status=403)

        return update_wrapper(enter, view)

    return decorate


def asks_again(when: Callable[[HttpRequest], bool]) -> Callable[[View[P]], View[P]]:
    """Before an act that weighs much, ask for password or code once more, unless that was done
    within the hour. What was posted is kept meanwhile, and done after the answer."""

    def weighs_much(request: HttpRequest) -> bool:
        return request.method == "POST" and when(request)

    def decorate(view: View[P]) -> View[P]:
        return cast(View[P], reauthentication_required(view, enabled=weighs_much))

    return decorate
