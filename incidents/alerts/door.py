"""Monitoring enters by a door of its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse


class Door:
    """What monitoring sends has no session, no person and no form. Behind the middleware
    that logs and sets headers it goes straight to its view, past a third of what every
    other request costs; the view itself asks for the secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.path = reverse("alerts:alertmanager")
        self.view: Callable[[HttpRequest], HttpResponse] = resolve(self.path).func

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == self.path:
            return self.view(request)
        return self.get_response(request)
