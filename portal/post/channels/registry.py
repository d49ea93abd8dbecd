"""Which channel carries what."""

from contextlib import AbstractContextManager
from typing import Protocol

from django.conf import settings

from portal.post.channels.email import SmtpSession
from portal.post.channels.files import FileSession
from portal.post.channels.letters import Handover
from portal.post.channels.provider import ProviderSession, backend_from_url, is_provider
from portal.post.channels.relay import relay_from_url
from portal.post.channels.webhook import WebhookSession
from portal.post.drafts import Channel


def check_email_url(url: str) -> None:
    """Raises ImproperlyConfigured for an address mail cannot go out by."""
    if is_provider(url):
        backend_from_url(url)
    else:
        relay_from_url(url)


class Session(Protocol):
    def carry(self, handover: Handover) -> None:
        """Carry letters until there are no more; raises Unreachable when the way is shut."""

    def drop(self) -> None:
        """Forget a connection whose state is unknown."""


def open_session(channel: str) -> AbstractContextManager[Session]:
    """A way out for letters of one channel."""
    if channel == Channel.EMAIL:
        if is_provider(settings.EMAIL_URL):
            return ProviderSession(backend_from_url(settings.EMAIL_URL))
        if settings.EMAIL_URL:
            return SmtpSession(relay_from_url(settings.EMAIL_URL))
        return FileSession(settings.MAIL_FILES)
    if channel == Channel.WEBHOOK:
        return WebhookSession()
    raise LookupError(f"No channel is named {channel!r}.")
