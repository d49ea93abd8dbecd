"""Who sends this? Found by what only they hold, compared in constant time."""

import base64
import binascii

from django.http import HttpRequest

from incidents.alerts.formats.format import Format
from incidents.alerts.formats.reading import MOST_BYTES
from incidents.alerts.models import Integration


class NotProven(Exception):
    """Nobody we know sent this; the text says what to look at."""


class TooLarge(Exception):
    """More bytes than are read."""


class Asked:
    """What arrived at a door; the body is read when it is needed, and no further than allowed."""

    def __init__(self, request: HttpRequest, form: Format) -> None:
        self.request, self.form = request, form
        self._raw: bytes | None = None

    @property
    def raw(self) -> bytes:
        """Raises TooLarge."""
        if self._raw is None:
            length = self.request.headers.get("Content-Length", "")
            if length.isdecimal() and int(length) > MOST_BYTES:
                raise TooLarge
            self._raw = self.request.read(MOST_BYTES + 1)
        if len(self._raw) > MOST_BYTES:
            raise TooLarge
        return self._raw


def prove(asked: Asked) -> Integration:
    """Whose it is. Raises NotProven."""
    integration = Integration.objects.for_secret(_secret(asked.request))
    if integration is None:
        raise NotProven("The token is missing, wrong or disabled.")
    if integration.kind != asked.form.kind:
        raise NotProven(
            f"This token is for {integration.get_kind_display()}, not for this address."
        )
    return integration


def _secret(request: HttpRequest) -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""
