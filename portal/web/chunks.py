"""Bodies that come in chunks, which Django alone reads as empty.

Some programs send as they write and tell no length (RFC 9112, 7.1; in HTTP/2 they may leave
it out). Django reads as much as Content-Length says, so such a body is read here first.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

# More than any door takes: what is longer still is refused there for its length.
MOST_BYTES = 12 * 1024 * 1024
WITH_A_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Chunks:
    """Gives a body of unknown length its length, where the web server knows its end."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if _is_unmeasured(environ):
            body = environ["wsgi.input"].read(MOST_BYTES + 1)
            environ["wsgi.input"] = BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return self.application(environ, start_response)


def _is_unmeasured(environ: dict[str, Any]) -> bool:
    return (
        not environ.get("CONTENT_LENGTH")
        and environ["REQUEST_METHOD"] in WITH_A_BODY
        and bool(environ.get("wsgi.input_terminated"))
    )
