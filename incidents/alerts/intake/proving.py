"""Who sends this? Found by what only they hold, compared in constant time."""

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest
from django.http.request import HttpHeaders

from incidents.alerts.formats.format import Format, Proof
from incidents.alerts.formats.gitlab import TOKEN
from incidents.alerts.formats.pagerduty import ROUTING_KEY_HEADER
from incidents.alerts.formats.reading import MOST_BYTES, decode, text
from incidents.alerts.formats.shapes import Unreadable
from incidents.alerts.intake import signatures
from incidents.alerts.intake.amazon import prove_amazon
from incidents.alerts.intake.knowing import whose
from incidents.alerts.intake.unpacking import unpacked
from incidents.alerts.intake.unproven import NotProven
from incidents.alerts.kinds import Kind
from incidents.alerts.models import Integration
from incidents.alerts.models.integration import ROUTING_KEY_BYTES
from portal.sealing import Unreadable as SealedByAnother
from portal.sealing import unseal

ROUTING_KEY_LENGTH = 2 * ROUTING_KEY_BYTES
GITHUB, SENTRY, GRAFANA = (
    "x-hub-signature-256",
    "sentry-hook-signature",
    ("x-grafana-alerting-signature"),
)
GRAFANA_TIMES = ("x-grafana-alerting-timestamp", "x-grafana-alerting-signature-timestamp")
_KEY_IN_BODY = re.compile(rb'("routing_key"\s*:\s*")[^"]*(")')
# More integrations of one kind are not tried.
MOST_TRIED = 50


class TooLarge(Exception):
    """More bytes than are read."""


class Asked:
    """What arrived at a door; the body is read when it is needed, and no further than allowed."""

    def __init__(self, request: HttpRequest, form: Format, at: datetime) -> None:
        self.request, self.form, self.at = request, form, at
        self._raw: bytes | None = None

    @property
    def raw(self) -> bytes:
        """Raises TooLarge."""
        if self._raw is None:
            length = self.header("Content-Length")
            if length.isdecimal() and int(length) > MOST_BYTES:
                raise TooLarge
            self._raw = self.request.read(MOST_BYTES + 1)
        if len(self._raw) > MOST_BYTES:
            raise TooLarge
        return self._raw

    @property
    def body(self) -> bytes:
        """Unpacked. Raises TooLarge and Unreadable."""
        encoding = self.header("Content-Encoding")
        found = unpacked(self.raw, encoding) if encoding else self.raw
        if len(found) > MOST_BYTES:
            raise TooLarge
        return found

    @property
    def read_so_far(self) -> bytes:
        """What may be shown of it."""
        return _KEY_IN_BODY.sub(rb"\1\2", self._raw or b"")

    def kept_headers(self) -> dict[str, str]:
        """Those its format needs, by lower-case name."""
        return {name: self.header(name)[:200] for name in self.form.keeps if self.header(name)}

    def header(self, name: str) -> str:
        """One of a few: all of them together are read anew for each request."""
        return str(self.request.META.get(HttpHeaders.to_wsgi_name(name), ""))


def prove(asked: Asked) -> Integration:
    """Whose it is. Raises NotProven, TooLarge, and Unreadable where the proof is in a body that
    nobody can read."""
    kind = asked.form.kind
    if asked.form.proof == Proof.CERTIFICATE:
        return prove_amazon(decode(asked.body), at=asked.at)
    if asked.form.proof == Proof.ROUTING_KEY:
        return _by_secret(kind, _routing_key(asked))
    if asked.form.proof == Proof.SIGNATURE:
        return _by_signature(asked)
    secret = asked.header(TOKEN) if kind == Kind.GITLAB else _secret(asked)
    signed = kind == Kind.GRAFANA and bool(asked.header(GRAFANA))
    if signed and not secret:
        return _by_signature(asked)
    integration = _by_secret(kind, secret)
    if signed:
        _must_be_signed(asked, integration)
    return integration


def _by_secret(kind: str, secret: str) -> Integration:
    integration = whose(secret)
    if integration is None:
        raise NotProven("The token is missing, wrong or disabled.")
    if integration.kind != kind:
        name = integration.get_kind_display()
        raise NotProven(f"This token is for {name}, not for this address.")
    return integration


def _routing_key(asked: Asked) -> str:
    key = asked.header(ROUTING_KEY_HEADER).strip()
    if not key:
        key = text(decode(asked.body).get("routing_key"), 200).strip()
    if len(key) != ROUTING_KEY_LENGTH:
        raise Unreadable("Length of 'routing_key' is incorrect (should be 32 characters)")
    return key


def _by_signature(asked: Asked) -> Integration:
    known = Integration.objects.listening(asked.form.kind).order_by("pk")[:MOST_TRIED]
    tried = list(known)
    for one in tried:
        if _fits(asked, one):
            return one
    raise NotProven(
        "The signature is missing, or made with another secret.",
        suspect=tried[0] if len(tried) == 1 else None,
    )


def _must_be_signed(asked: Asked, integration: Integration) -> None:
    whole = Integration.objects.get(pk=integration.pk)
    if not _fits(asked, whole):
        raise NotProven("The signature is made with another secret.", suspect=whole)


def _fits(asked: Asked, integration: Integration) -> bool:
    return any(_is_by(asked, integration, one) for one in _sealed(integration, at=asked.at))


def _is_by(asked: Asked, integration: Integration, secret: str) -> bool:
    if integration.kind == Kind.GITHUB:
        return signatures.is_github(secret, asked.raw, asked.header(GITHUB))
    if integration.kind == Kind.SENTRY:
        return signatures.is_sentry(secret, asked.raw, asked.header(SENTRY))
    names = [integration.timestamp_header] if integration.timestamp_header else GRAFANA_TIMES
    spoken = next((asked.header(name) for name in names if asked.header(name)), "")
    return signatures.is_grafana(secret, asked.raw, asked.header(GRAFANA), spoken, at=asked.at)


def _sealed(integration: Integration, *, at: datetime) -> Iterator[str]:
    """The present secret, and the one before it while both count."""
    sealed = [integration.sealed_secret]
    if integration.previous_until is not None and at < integration.previous_until:
        sealed.append(integration.previous_sealed)
    for one in filter(None, sealed):
        try:
            yield unseal(one)
        except SealedByAnother:
            continue


def _secret(asked: Asked) -> str:
    """By whatever scheme; of Basic's two the password, or the user where there is none."""
    scheme, _, value = asked.header("Authorization").strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            user, _, password = base64.b64decode(value).decode().partition(":")
        except (binascii.Error, ValueError):
            return ""
        return password or user
    return value.strip() or scheme or asked.header("X-Api-Key").strip()
