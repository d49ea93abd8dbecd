"""What a caller hands to the post room."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.db import models


class Lane(models.TextChoices):
    """Lanes keep a flood of one kind of message from delaying another."""

    URGENT = "urgent", "Urgent"
    UPDATES = "updates", "Updates"
    BULK = "bulk", "Bulk"
    WEBHOOK = "webhook", "Webhooks"
    HOUSEKEEPING = "housekeeping", "Housekeeping"


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    WEBHOOK = "webhook", "Webhook"
    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"
    SMS = "sms", "SMS"
    VOICE = "voice", "Call"
    PUSH = "push", "Notification"
    SLACK_USER = "slack_user", "Slack message"


# What goes to one person through a provider that managers set up.
PROVIDED = frozenset({Channel.SMS, Channel.VOICE, Channel.PUSH, Channel.SLACK_USER})
# What costs money each time, and must not reach anybody twice.
BY_PHONE = frozenset({Channel.SMS, Channel.VOICE})
LONGEST_SHORT = 300


class UnusableDraft(ValueError):
    """The message cannot be sent as it is; the text says why."""


def destination(channel: str, address: str) -> str:
    """The host a delivery goes to: a mailbox's domain, a webhook's host; what goes by a
    provider of ours, to that one."""
    if channel in PROVIDED:
        return channel
    if channel != Channel.EMAIL:
        return (urlsplit(address).hostname or "")[:255]
    return address.rpartition("@")[2].lower()[:255]


@dataclass(frozen=True)
class Recipient:
    """One address. `fields` are values for the placeholders written ``{{name}}``."""

    address: str
    channel: str = Channel.EMAIL
    name: str = ""
    person: Any = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with a mail, like a calendar."""

    name: str
    content_type: str
    text: str


@dataclass(frozen=True)
class Draft:
    """One text for many recipients. `key` makes sending it again harmless; messages on one
    `topic` supersede what is still unsent of older ones; one `thread` reads as one
    conversation. Only declared `placeholders` are replaced, so that words people typed stay
    as they are. `restricted` hides it from those who may not see private incidents.

    `short` (of at most 300 characters, the rest is cut) is what a phone shows or says, `link`
    where a tap leads, `answers` what the person may press ("acknowledge", "decline"). Where
    `short` is set, chat and webhooks too get it in their own form, and `text` is only mail's;
    otherwise `text` is what they get, as it is."""

    kind: str
    subject: str
    text: str
    key: str
    html: str = ""
    lane: Lane = Lane.UPDATES
    about: models.Model | None = None
    topic: str = ""
    thread: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    placeholders: tuple[str, ...] = ()
    restricted: bool = False
    attachments: tuple[Attachment, ...] = ()
    short: str = ""
    link: str = ""
    answers: tuple[str, ...] = ()

    @property
    def cut_short(self) -> str:
        """`short` on one line, of no more than LONGEST_SHORT characters."""
        line = " ".join(self.short.split())
        return line if len(line) <= LONGEST_SHORT else f"{line[: LONGEST_SHORT - 1]}…"

    def check(self) -> None:
        """Raises UnusableDraft when a header could break out of its line, or words miss."""
        if not self.subject.strip() or not self.text.strip():
            raise UnusableDraft("A message needs a subject and a text.")
        files = [part for one in self.attachments for part in (one.name, one.content_type)]
        for value in (
            self.subject,
            self.thread,
            self.link,
            *self.headers,
            *self.headers.values(),
            *files,
        ):
            if any(ord(character) < ord(" ") for character in value):
                raise UnusableDraft("A header may hold one line only, without control characters.")
        whole = "\n".join([self.text, self.html, *self.headers.values()])
        for name in self.placeholders:
            if name not in whole:
                raise UnusableDraft(f"The text has no placeholder {name}.")
