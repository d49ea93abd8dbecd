"""One event, told to many over their channels: a message for each channel and language,
and each recipient's own links in it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.post import post
from portal.post.drafts import Attachment, Channel, Draft, Lane, Recipient
from statuspage.letters import LEAVE, MANAGE, Mail
from statuspage.links import leave_url, manage_url
from statuspage.models import Page, Subscriber
from statuspage.signing_keys import signing_fields

CHUNK = 500


@dataclass(frozen=True)
class Event:
    """What is told. `key` makes telling it again harmless; newer events of a `topic` take the
    place of older ones that wait; `bodies` make the JSON of a channel in a language."""

    kind: str
    key: str
    topic: str
    thread: str
    mail: Callable[[str], Mail]
    bodies: dict[str, Callable[[str], dict[str, Any]]]
    attachments: tuple[Attachment, ...] = field(default=())


def tell(event: Event, subscribers: Sequence[Subscriber], *, page: Page, at: datetime) -> int:
    """Address these; how many are new. Doing it again addresses nobody twice."""
    circles: dict[tuple[str, str], list[Subscriber]] = {}
    for one in subscribers:
        spoken = one.language if one.language in page.languages else page.languages[0]
        if one.channel == Channel.WEBHOOK:
            spoken = page.languages[0]
        circles.setdefault((one.channel, spoken), []).append(one)
    told = 0
    for (channel, language), circle in sorted(circles.items()):
        message = post.send(_draft(event, channel, language, page), to=[], at=at)
        told += post.address(message, to=[recipient(one) for one in circle], at=at)
    return told


def recipient(subscriber: Subscriber) -> Recipient:
    """The subscriber with links of its own, and what its webhooks are signed with."""
    fields = {LEAVE: leave_url(subscriber.pk), MANAGE: manage_url(subscriber.pk)}
    if subscriber.channel == Channel.WEBHOOK:
        fields.update(signing_fields(subscriber))
    return Recipient(address=subscriber.address, channel=subscriber.channel, fields=fields)


def _draft(event: Event, channel: str, language: str, page: Page) -> Draft:
    key = f"{event.key}:{channel}:{language}"
    mail = event.mail(language)
    if channel != Channel.EMAIL:
        text = json.dumps(event.bodies[channel](language))
        return Draft(
            kind=event.kind,
            subject=mail.subject,
            text=text,
            key=key,
            lane=Lane.WEBHOOK,
            topic=event.topic,
            placeholders=tuple(one for one in (LEAVE, MANAGE) if one in text),
        )
    return Draft(
        kind=event.kind,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        key=key,
        lane=Lane.UPDATES,
        topic=event.topic,
        thread=event.thread,
        headers={
            "List-Id": f"{_one_line(page.name)} <status.{page.public_id}>",
            "List-Unsubscribe": f"<{LEAVE}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        placeholders=(LEAVE, MANAGE),
        attachments=event.attachments,
    )


def _one_line(text: str) -> str:
    return "".join(
        character for character in text if character.isascii() and character.isprintable()
    )
