"""Which channel carries what."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from django.conf import settings

from portal.post.channels.accounts import Account, NotSetUp, OneLetterSession
from portal.post.channels.email import SmtpSession
from portal.post.channels.files import FileSession
from portal.post.channels.letters import Handover
from portal.post.channels.mail_way import is_provider, provider_from_url
from portal.post.channels.push import PushSession
from portal.post.channels.relay import relay_from_url
from portal.post.channels.slack_user import SlackUserSession
from portal.post.channels.twilio import CallSession, TwilioSession
from portal.post.channels.webhook import WebhookSession
from portal.post.drafts import PROVIDED, Channel
from portal.post.ways import NotReady, account_for


class Session(Protocol):
    def carry(self, handover: Handover) -> None:
        """Carry letters until there are no more; raises Unreachable when the way is shut."""

    def drop(self) -> None:
        """Forget a connection whose state is unknown."""


_PROVIDED: dict[str, Callable[[Account], OneLetterSession]] = {
    Channel.SMS: TwilioSession,
    Channel.VOICE: CallSession,
    Channel.PUSH: PushSession,
    Channel.SLACK_USER: SlackUserSession,
}


def _provided(channel: str) -> OneLetterSession:
    try:
        return _PROVIDED[channel](account_for(channel))
    except NotReady as why:
        return NotSetUp(str(why))


def open_session(channel: str) -> AbstractContextManager[Session]:
    """A way out for letters of one channel."""
    if channel == Channel.EMAIL:
        if is_provider(settings.EMAIL_URL):
            session: AbstractContextManager[Session] = provider_from_url(settings.EMAIL_URL)
            return session
        if settings.EMAIL_URL:
            return SmtpSession(relay_from_url(settings.EMAIL_URL))
        return FileSession(settings.MAIL_FILES)
    if channel == Channel.WEBHOOK:
        return WebhookSession()
    if channel in (Channel.SLACK, Channel.TEAMS):
        return WebhookSession(signed=False)
    if channel in PROVIDED:
        return _provided(channel)
    raise LookupError(f"No channel is named {channel!r}.")
