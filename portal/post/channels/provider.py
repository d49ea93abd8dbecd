"""E-mail through a provider's HTTP API, by django-anymail: one call a letter."""

import importlib
import pkgutil
from email import message_from_bytes, policy
from email.message import EmailMessage as Mail
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import anymail.backends
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from anymail.message import AnymailMessage
from django.core.exceptions import ImproperlyConfigured
from requests import ConnectTimeout
from requests.exceptions import ConnectionError as RequestsConnectionError
from urllib3.exceptions import NewConnectionError

from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Handover,
    Letter,
    NotTaken,
    Refused,
    Unreachable,
    carry_one_by_one,
)

PREFIX = "anymail+"
TOO_MANY, SERVER_ERROR = 429, 500
# The provider does not know us: no letter's fault.
NOT_US = {401, 403}
# Set by the provider itself, or carried by fields of the API.
OWN_HEADERS = {
    "from", "to", "subject", "mime-version", "content-type", "content-transfer-encoding", "date",
}  # fmt: skip


def session_from_url(url: str) -> "ProviderSession":
    """A session with the provider of ``anymail+postmark://?server_token=…``: its name as
    anymail writes it, and its settings. Raises ImproperlyConfigured."""
    parts = urlsplit(url)
    name = parts.scheme.removeprefix(PREFIX)
    known = {one.name for one in pkgutil.iter_modules(anymail.backends.__path__)}
    if name not in known - {"base", "base_requests", "test"}:
        raise ImproperlyConfigured(f"EMAIL_URL: {name!r} is no mail provider that is known.")
    try:
        module = importlib.import_module(f"anymail.backends.{name}")
        given = dict(parse_qsl(parts.query))
        return ProviderSession(module.EmailBackend(fail_silently=False, **given))
    except (AnymailError, ImproperlyConfigured, ImportError, TypeError) as error:
        first = str(error).strip().splitlines()[0]
        raise ImproperlyConfigured(f"EMAIL_URL for {name}: {first}") from error


class ProviderSession:
    """An open HTTP session with a provider."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def __enter__(self) -> "ProviderSession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.drop()

    def drop(self) -> None:
        self.backend.close()

    def carry(self, handover: Handover) -> None:
        carry_one_by_one(self, handover)

    def deliver(self, letter: Letter) -> None:
        """Raises Unreachable, Deferred, Refused or Ambiguous; returning means accepted."""
        try:
            self.backend.open()
            self.backend.send_messages([_as_anymail(letter)])
        except AnymailRecipientsRefused as error:
            raise Refused(str(error)) from error
        except ConnectTimeout as error:
            raise Unreachable("The mail provider does not answer.") from error
        except RequestsConnectionError as error:
            self.drop()
            raise _unconnected(error) from error
        except AnymailAPIError as error:
            raise _judged(error) from error


def _as_anymail(letter: Letter) -> AnymailMessage:
    mail = message_from_bytes(letter.data, policy=policy.default)
    message = AnymailMessage(
        subject=str(mail["Subject"]),
        body=_part(mail, "plain"),
        from_email=letter.sender,
        to=[str(mail["To"])],
        headers={name: str(value) for name, value in mail.items() if _is_ours(name)},
    )
    if html := _part(mail, "html"):
        message.attach_alternative(html, "text/html")
    return message


def _is_ours(name: str) -> bool:
    return name.lower() not in OWN_HEADERS


def _part(mail: Mail, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    return "" if part is None else str(part.get_content())


def _unconnected(error: Exception) -> Exception:
    cause: BaseException | None = error
    while cause is not None:
        reason = getattr(cause.args[0], "reason", None) if cause.args else None
        if isinstance(reason, NewConnectionError) or isinstance(cause, NewConnectionError):
            return Unreachable("The mail provider cannot be reached.")
        cause = cause.__cause__
    return Ambiguous("The mail provider hung up before it answered.")


def _judged(error: AnymailAPIError) -> Exception:
    said = str(error)[:500]
    status = error.status_code
    if status is None:
        return Ambiguous(said)
    if status in NOT_US:
        return Unreachable(said)
    if status == TOO_MANY or status >= SERVER_ERROR:
        return Deferred(said)
    return NotTaken(said)
