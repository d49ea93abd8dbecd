"""Messages for channels of Slack and Microsoft Teams."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from statuspage.models import Component, Notice, NoticeUpdate, Page
from statuspage.saying import LEAVE, MANAGE, said_in


def slack_body(
    update: NoticeUpdate,
    notice: Notice,
    page: Page,
    components: Sequence[Component],
    *,
    at: datetime,
    language: str = "en",
    reminder: bool = False,
) -> dict[str, Any]:
    """A message for a Slack incoming webhook; what people wrote is escaped."""
    said = said_in(language, update, notice, page, components, reminder=reminder)
    lines = [f"*{slack_escaped(said.headline)}*"]
    for name, text in said.parts:
        lines.append(slack_escaped(text if said.plain else f"{name}: {text}"))
    if said.planned:
        lines.append(slack_escaped(f"{said.words['planned']}: {said.planned}"))
    lines += [slack_escaped(f"{name}: {word}") for name, word in said.changes]
    if said.promise:
        lines.append(f"*{slack_escaped(said.promise)}*")
    links = (
        f"<{said.url}|{said.button}> · <{MANAGE}|{said.words['manage']}> · "
        f"<{LEAVE}|{said.words['leave']}>"
    )
    return slack_message(f"[{page.name}] {said.headline}", "\n".join(lines), links)


def slack_message(summary: str, text: str, links: str) -> dict[str, Any]:
    """`text` and `links` are mrkdwn already; `summary` is what a notification shows."""
    return {
        "text": slack_escaped(summary),
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": links}]},
        ],
        "unfurl_links": False,
    }


def slack_escaped(text: str) -> str:
    """Slack's three, and the marks by which a text could call people or dress up."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.translate({ord(mark): f"\u200b{mark}" for mark in "*_~`"})


def teams_body(
    update: NoticeUpdate,
    notice: Notice,
    page: Page,
    components: Sequence[Component],
    *,
    at: datetime,
    language: str = "en",
    reminder: bool = False,
) -> dict[str, Any]:
    """An Adaptive Card for a Microsoft Teams incoming webhook or workflow."""
    said = said_in(language, update, notice, page, components, reminder=reminder)
    texts = [text if said.plain else f"{name}: {text}" for name, text in said.parts]
    if said.planned:
        texts.append(f"{said.words['planned']}: {said.planned}")
    texts += [f"{name}: {word}" for name, word in said.changes]
    if said.promise:
        texts.append(said.promise)
    links = [
        (said.button, said.url),
        (said.words["manage"], MANAGE),
        (said.words["leave"], LEAVE),
    ]
    return teams_card(f"[{page.name}] {said.headline}", texts, links)


def teams_card(
    headline: str, texts: Sequence[str], links: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Words stay words: TextRuns know no markdown."""
    body = [_run(headline, size="Medium", weight="Bolder")] + [_run(text) for text in texts]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": name, "url": url} for name, url in links],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "contentUrl": None, "content": card}],
    }


def _run(text: str, **looks: str) -> dict[str, Any]:
    run = {"type": "TextRun", "text": text, **looks}
    return {"type": "RichTextBlock", "inlines": [run]}
