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


class UnusableDraft(ValueError):
    """The message cannot be sent as it is; the text says why."""


def destination(channel: str, address: str) -> str:
    """The host a delivery goes to: a mailbox's domain, a webhook's host."""
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
    as they are. `restricted` hides it from those who may not see private incidents."""

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

    def check(self) -> None:
        """Raises UnusableDraft when a header could break out of its line, or words miss."""
        if not self.subject.strip() or not self.text.strip():
            raise UnusableDraft("A message needs a subject and a text.")
        files = [part for one in self.attachments for part in (one.name, one.content_type)]
        for value in (self.subject, self.thread, *self.headers, *self.headers.values(), *files):
            if any(ord(character) < ord(" ") for character in value):
                raise UnusableDraft("A header may hold one line only, without control characters.")
        whole = "\n".join([self.text, self.html, *self.headers.values()])
        for name in self.placeholders:
            if name not in whole:
                raise UnusableDraft(f"The text has no placeholder {name}.")
