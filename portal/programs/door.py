"""Programs enter by a door of their own."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve


class Door(ABC):
    """They have a key and no session, no person and no form: behind the middleware that logs
    and sets headers they go straight to their view. What they may ask for are addresses of
    their own, which only the door resolves, so that processes without such visitors need not
    hold what stands behind it."""

    begins: ClassVar[str]
    addresses: ClassVar[str]

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.begins):
            return self.get_response(request)
        answer = self.answer(request)
        if not answer.content:
            # Programs believe the type and read what is not there.
            del answer["Content-Type"]
        return answer

    def answer(self, request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(self.path_of(request), self.addresses)
        except Resolver404:
            return self.unknown(request)
        cast(Any, request).resolver_match = match
        answered: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answered

    def path_of(self, request: HttpRequest) -> str:
        return request.path_info

    @abstractmethod
    def unknown(self, request: HttpRequest) -> HttpResponse:
        """The answer to an address that is not there."""
