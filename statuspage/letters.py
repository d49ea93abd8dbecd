"""What is sent about an update: pure functions of rows, saved or not.

Previews show exactly these. `components` are those the notice affects and every reader may
know of; what an update says of others is left out. `LEAVE` and `MANAGE` stand where each
recipient's own links come in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from statuspage.chat import slack_body, teams_body
from statuspage.models import Component, Notice, NoticeUpdate, Page
from statuspage.saying import LEAVE, MANAGE, said_in
from statuspage.webhooks import webhook_body

__all__ = ["LEAVE", "MANAGE", "Mail", "mail_of", "slack_body", "teams_body", "webhook_body"]


@dataclass(frozen=True)
class Mail:
    """One mail: text and HTML say the same."""

    subject: str
    text: str
    html: str


def mail_of(
    update: NoticeUpdate,
    notice: Notice,
    page: Page,
    components: Sequence[Component],
    *,
    at: datetime,
    language: str = "en",
    reminder: bool = False,
) -> Mail:
    """Subject ``[Page] Investigating: API errors``, text and HTML."""
    said = said_in(language, update, notice, page, components, reminder=reminder)
    context = {
        "said": said,
        "words": said.words,
        "why": said.words["why"].format(page=page.name),
        "leave": LEAVE,
        "manage": MANAGE,
        "language": language,
    }
    return Mail(
        subject=f"[{page.name}] {said.headline}",
        text=render_to_string("mail/notice_update.txt", context),
        html=render_to_string("mail/notice_update.html", context),
    )
