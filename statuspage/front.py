"""The front: answers public reads from memory, before Django."""

from collections.abc import Callable, Iterable
from typing import Any


class Front:
    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        return self.application(environ, start_response)
