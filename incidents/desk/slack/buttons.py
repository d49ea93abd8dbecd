"""Buttons under our messages in Slack: what was pressed, by whom, and what is said then.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from incidents.desk.models import SlackAccount
from incidents.desk.slack.links import Typist, link_url
from incidents.desk.slack.verbs import escaped
from portal.post import post
from portal.post.answering import NotTaken, Pressed, take_answer
from portal.post.drafts import Channel, Draft, Lane, Recipient

REPLY_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
LONGEST_TRIGGER, LONGEST_REPLY_URL = 160, 500
_ID = re.compile(r"[A-Z0-9]{1,19}")


class NoClick(ValueError):
    """This is nothing that Slack sends."""


@dataclass(frozen=True)
class Click:
    """`about` is the row it answers (``oncall.page:12``), `word` what was pressed; `blocks`
    are those of our message as Slack shows it."""

    typist: Typist
    trigger_id: str
    word: str
    about: str
    reply_to: str
    blocks: tuple[Any, ...]


def click_of(payload: str) -> Click | None:
    """None for what needs no answer, like a link that was opened. Raises NoClick."""
    try:
        said = json.loads(payload)
        if said["type"] != "block_actions":
            return None
        user, action = said["user"], said["actions"][0]
        typist = Typist(
            team_id=said["team"]["id"],
            user_id=user["id"],
            user_name=str(user.get("username") or user.get("name") or "")[:80],
            team_name=str(said["team"].get("domain") or "")[:80],
        )
        blocks = (said.get("message") or {}).get("blocks") or []
        click = Click(
            typist=typist,
            trigger_id=said["trigger_id"],
            word=action["action_id"],
            about=action.get("value") or "",
            reply_to=said.get("response_url") or "",
            blocks=tuple(blocks),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoClick("This is no interaction.") from error
    words = (typist.team_id, typist.user_id, click.trigger_id, click.word, click.about)
    if not all(isinstance(one, str) for one in (*words, click.reply_to)):
        raise NoClick("This is no interaction.")
    ids = (typist.team_id, typist.user_id)
    if not 0 < len(click.trigger_id) <= LONGEST_TRIGGER or not all(map(_ID.fullmatch, ids)):
        raise NoClick("This is no interaction.")
    return click if click.about else None


def press(click: Click, *, at: datetime) -> str:
    """Do as was pressed, for a linked person only; what they are told goes out by the outbox."""
    account = (
        SlackAccount.objects.filter(
            team_id=click.typist.team_id, user_id=click.typist.user_id, person__is_active=True
        )
        .select_related("person")
        .first()
    )
    if account is None:
        words = (
            "I do not know yet who you are in Allclear. Open this link within 15 minutes, signed "
            f"in there, then press once more: {link_url(click.typist)}"
        )
        return _reply(click, _aside(words), words, at=at)
    label, _, pk = click.about.partition(":")
    pressed = Pressed(pk=pk, person=account.person, word=click.word, via="slack", at=at)
    try:
        with transaction.atomic():
            words = take_answer(label=label, pressed=pressed)
    except NotTaken as refusal:
        return _reply(click, _aside(str(refusal)), str(refusal), at=at)
    return _reply(click, _in_place(click, words, at=at), words, at=at)


def _aside(words: str) -> dict[str, Any]:
    """For the eyes of who pressed; our message stays as it is."""
    return {"response_type": "ephemeral", "replace_original": False, "text": words}


def _in_place(click: Click, words: str, *, at: datetime) -> dict[str, Any]:
    """Our message again, with what was answered where the buttons were."""
    said = escaped(f"{words} {at:%H:%M} UTC")
    kept = [one for one in click.blocks if isinstance(one, dict) and one.get("type") != "actions"]
    done = {"type": "context", "elements": [{"type": "mrkdwn", "text": said}]}
    return {"replace_original": True, "text": said, "blocks": [*kept, done]}


def _reply(click: Click, body: dict[str, Any], words: str, *, at: datetime) -> str:
    host = urlsplit(click.reply_to).hostname
    if host in REPLY_HOSTS and len(click.reply_to) <= LONGEST_REPLY_URL:
        draft = Draft(
            kind="desk.slack_reply",
            subject="Answer to a button in Slack",
            text=json.dumps(body),
            key=f"slack-reply:{click.trigger_id}",
            lane=Lane.URGENT,
            restricted=True,
        )
        to = Recipient(click.reply_to, channel=Channel.SLACK, name=f"@{click.typist.user_name}")
        post.send(draft, to=[to], at=at)
    return words
