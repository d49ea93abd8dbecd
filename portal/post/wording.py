"""One message as each way takes it: words for a phone, JSON for chats and webhooks."""

import json
from typing import Any

from portal.post.answering import answer_token
from portal.post.channels import slack_user
from portal.post.channels.letters import Words
from portal.post.claims import Parcel
from portal.post.drafts import Channel, Lane
from portal.post.models import Message

CARD = "application/vnd.microsoft.card.adaptive"


def words_of(message: Message, parcel: Parcel) -> Words:
    return Words(
        title=message.subject,
        short=message.short,
        link=message.link,
        answers=tuple(message.answers),
        about=f"{message.about_label}:{message.about_pk}" if message.about_label else "",
        token=answer_token(parcel.id) if parcel.channel == Channel.VOICE else "",
        urgent=message.lane == Lane.URGENT,
    )


def as_json(message: Message, parcel: Parcel) -> bytes:
    """For a webhook of Slack or Teams, or one of the person's own."""
    words = words_of(message, parcel)
    bodies = {Channel.SLACK.value: _slack, Channel.TEAMS.value: _teams}
    if parcel.channel in bodies:
        return json.dumps(bodies[parcel.channel](words)).encode()
    data = {"subject": words.title, "text": words.short, "link": words.link}
    at = message.created_at.isoformat().replace("+00:00", "Z")
    return json.dumps({"type": message.kind, "timestamp": at, "data": data}).encode()


def _slack(words: Words) -> dict[str, Any]:
    """Without buttons: a webhook is nobody whose answer could be known."""
    return slack_user.message(Words(words.title, words.short, words.link))


def _teams(words: Words) -> dict[str, Any]:
    body = [{"type": "TextBlock", "text": words.title, "wrap": True, "weight": "Bolder"}]
    body += [{"type": "TextBlock", "text": words.short, "wrap": True}]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    if words.link:
        card["actions"] = [
            {"type": "Action.OpenUrl", "title": "Open in Allclear", "url": words.link}
        ]
    attached = {"contentType": CARD, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attached]}
