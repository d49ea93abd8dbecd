"""One message to one subscriber, about the subscription itself."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from portal.post import post
from portal.post.drafts import Channel, Draft, Lane, Recipient
from statuspage.chat import slack_escaped, slack_message, teams_card
from statuspage.models import Component, Page, Subscriber
from statuspage.sentences import page_sentence
from statuspage.signing_keys import signing_fields
from statuspage.webhooks import webhook_meta, webhook_page


@dataclass(frozen=True)
class Single:
    """Its words; `link_name` is what the link is called in the body of a webhook."""

    kind: str
    event_type: str
    key: str
    subject: str
    says: str
    button: str
    link: str
    link_name: str
    after: str = ""


def send_single(single: Single, *, subscriber: Subscriber, page: Page, at: datetime) -> None:
    """Write it into the outbox, for the subscriber's channel."""
    is_mail = subscriber.channel == Channel.EMAIL
    text = _mail(single) if is_mail else json.dumps(_body(single, subscriber.channel, page, at))
    fields = signing_fields(subscriber) if subscriber.channel == Channel.WEBHOOK else {}
    post.send(
        Draft(
            kind=single.kind,
            subject=single.subject,
            text=text,
            key=single.key,
            lane=Lane.URGENT if is_mail else Lane.WEBHOOK,
            about=subscriber,
        ),
        to=[Recipient(address=subscriber.address, channel=subscriber.channel, fields=fields)],
        at=at,
    )


def _mail(single: Single) -> str:
    parts = [single.says, f"{single.button}: {single.link}", single.after, settings.SITE_URL]
    return "\n\n".join(part for part in parts if part)


def _body(single: Single, channel: str, page: Page, at: datetime) -> dict[str, Any]:
    if channel == Channel.SLACK:
        says = slack_escaped(f"{single.says} {single.after}".strip())
        return slack_message(single.subject, says, f"<{single.link}|{single.button}>")
    if channel == Channel.TEAMS:
        texts = [text for text in (single.says, single.after) if text]
        return teams_card(single.subject, texts, [(single.button, single.link)])
    whole = page_sentence(list(Component.objects.public().values_list("status", flat=True)))
    meta = {name: value for name, value in webhook_meta(at=at).items() if name != "unsubscribe"}
    return {
        "meta": meta,
        "page": webhook_page(page, whole),
        "event_id": single.key,
        "event_type": single.event_type,
        single.link_name: single.link,
    }
