"""Mail an update to those who asked."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from portal.clock import clock
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient
from portal.post.models import Message
from statuspage.actions.retract_notice import notice_topic
from statuspage.links import leave_url
from statuspage.models import Notice, NoticeUpdate, Page, Subscriber
from statuspage.snapshot.facts import site_zone
from statuspage.snapshot.times import moment

CHUNK = 500
LEAVE = "{{leave}}"


@transaction.atomic
def tell_subscribers(*, update: NoticeUpdate, after: int, at: datetime) -> int:
    """Address the next chunk of subscribers beyond `after` and set the timer for the rest;
    how many were addressed. Doing a chunk again addresses nobody twice.

    The notice is locked, so that a retraction finds every delivery that was made.
    """
    notice = Notice.objects.select_for_update().get(pk=update.notice_id)
    if notice.retracted_at is not None or _newer_word(update):
        return 0
    message = _message(update, at=at)
    components = [link.component for link in notice.affected.select_related("component")]
    wanting = (
        Subscriber.objects.wanting(notice, components)
        .filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "address")[:CHUNK]
    )
    chunk = list(wanting)
    post.address(
        message,
        to=[Recipient(address=email, fields={LEAVE: leave_url(pk)}) for pk, email in chunk],
        at=at,
    )
    if len(chunk) == CHUNK:
        data = {"after": chunk[-1][0]}
        clock.set("statuspage.tell_subscribers", about=update, at=at, data=data)
    return len(chunk)


def _newer_word(update: NoticeUpdate) -> bool:
    """A newer one reaches the same readers: what is left of this would come after it."""
    return update.notice.updates.filter(tell=True, pk__gt=update.pk).exists()


def _message(update: NoticeUpdate, *, at: datetime) -> Message:
    notice, page = update.notice, Page.objects.the_page()
    promised = update.next_update_by
    context = {
        "page": page,
        "notice": notice,
        "update": update,
        "url": f"{settings.SITE_URL}/incidents/{notice.public_id}/",
        "promise": moment(promised, site_zone(page), now=at).near if promised else "",
        "leave": LEAVE,
    }
    return post.send(
        Draft(
            kind="statuspage.update",
            subject=f"[{page.name}] {update.get_status_display()}: {notice.title}",
            text=render_to_string("mail/notice_update.txt", context),
            html=render_to_string("mail/notice_update.html", context),
            key=f"notice-update:{update.public_id}",
            lane=Lane.UPDATES,
            topic=notice_topic(notice.public_id),
            thread=f"notice-{notice.public_id}",
            headers={
                "List-Id": f"{_one_line(page.name)} <status.{page.public_id}>",
                "List-Unsubscribe": f"<{LEAVE}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            placeholders=(LEAVE,),
        ),
        to=[],
        at=at,
    )


def _one_line(text: str) -> str:
    return "".join(
        character for character in text if character.isascii() and character.isprintable()
    )
