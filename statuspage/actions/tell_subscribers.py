"""Tell those who asked of an update."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.clock import clock
from portal.post.drafts import Attachment, Channel
from portal.post.models import Delivery, Message
from statuspage.actions.retract_notice import notice_topic
from statuspage.calendars import CONTENT_TYPE, maintenance_calendar
from statuspage.letters import mail_of, slack_body, teams_body, webhook_body
from statuspage.mailing import CHUNK, Event, tell
from statuspage.models import (
    Component,
    ComponentStatus,
    Impact,
    Notice,
    NoticeStatus,
    NoticeUpdate,
    Page,
    Subscriber,
    Volume,
)
from statuspage.sentences import page_sentence

KIND = "statuspage.update"
ENDS = (NoticeStatus.RESOLVED, NoticeStatus.COMPLETED)
SEVERE = (ComponentStatus.PARTIAL_OUTAGE, ComponentStatus.MAJOR_OUTAGE)
EARLIER_SHOWN = 50


@transaction.atomic
def tell_subscribers(
    *, update: NoticeUpdate, after: int, at: datetime, reminder: bool = False
) -> int:
    """Address the next chunk of subscribers beyond `after` and set the timer for the rest;
    how many were addressed. Doing a chunk again addresses nobody twice.

    The notice is locked, so that a retraction finds every delivery that was made. Of what an
    audience holds for itself nobody is told.
    """
    page = Page.objects.the_page()
    notice = Notice.objects.select_for_update().get(pk=update.notice_id)
    update.notice = notice
    if page.private or not Notice.objects.public().filter(pk=notice.pk).exists():
        return 0
    if _newer_word(update):
        return 0
    components = list(Component.objects.public().in_order().filter(notices__notice=notice))
    chunk = list(
        Subscriber.objects.wanting(notice, components).filter(pk__gt=after).order_by("pk")[:CHUNK]
    )
    event = _event(update, page, components, reminder=reminder, at=at)
    told = tell(event, _asking(chunk, event, update, reminder=reminder), page=page, at=at)
    if len(chunk) == CHUNK:
        data = {"after": chunk[-1].pk, "reminder": reminder}
        key = "reminder" if reminder else ""
        clock.set("statuspage.tell_subscribers", about=update, key=key, at=at, data=data)
    return told


def _newer_word(update: NoticeUpdate) -> bool:
    """A newer one reaches the same readers: what is left of this would come after it."""
    return update.notice.updates.filter(tell=True, pk__gt=update.pk).exists()


def _asking(
    chunk: Sequence[Subscriber], event: Event, update: NoticeUpdate, *, reminder: bool
) -> list[Subscriber]:
    """Those of the chunk who want this much, and were not told under another subscription."""
    notice = update.notice
    messages = Message.objects.filter(topic=event.topic)
    heard = Delivery.objects.filter(address__in=[one.address for one in chunk])
    of_this = messages.filter(key__startswith=f"{event.key}:")
    told = set(heard.filter(message__in=of_this).values_list("channel", "address"))
    before = set(heard.filter(message__in=messages).values_list("channel", "address"))
    severe = notice.is_maintenance or is_severe(notice)
    is_end = update.status in ENDS
    asking: dict[tuple[str, str], Subscriber] = {}
    for one in chunk:
        who = (one.channel, one.address)
        if one.volume == Volume.MAJOR and not severe:
            continue
        if one.volume == Volume.ENDS and (reminder or not is_end) and who in before:
            continue
        if who not in told:
            asking.setdefault(who, one)
    return list(asking.values())


def is_severe(notice: Notice) -> bool:
    """Whether it is, or was, a partial or major outage."""
    if notice.shown_impact in (Impact.MAJOR, Impact.CRITICAL):
        return True
    return notice.affected.filter(worst__in=SEVERE).exists()


def _event(
    update: NoticeUpdate,
    page: Page,
    components: list[Component],
    *,
    reminder: bool,
    at: datetime,
) -> Event:
    notice = update.notice
    said = (update, notice, page, components)
    earlier = list(
        notice.updates.exclude(pk=update.pk).order_by("-display_at", "-pk")[:EARLIER_SHOWN]
    )
    whole = page_sentence(list(Component.objects.public().values_list("status", flat=True)))
    key = f"notice-update:{update.public_id}"
    return Event(
        kind=KIND,
        key=f"{key}-reminder-{notice.sequence}" if reminder else key,
        topic=notice_topic(notice.public_id),
        thread=f"notice-{notice.public_id}",
        mail=lambda language: mail_of(*said, at=at, language=language, reminder=reminder),
        bodies={
            Channel.SLACK: lambda language: slack_body(
                *said, at=at, language=language, reminder=reminder
            ),
            Channel.TEAMS: lambda language: teams_body(
                *said, at=at, language=language, reminder=reminder
            ),
            Channel.WEBHOOK: lambda _: webhook_body(
                *said, at=at, earlier=earlier, sentence=whole, reminder=reminder
            ),
        },
        attachments=_calendar(update, page),
    )


def _calendar(update: NoticeUpdate, page: Page) -> tuple[Attachment, ...]:
    notice = update.notice
    if not notice.is_maintenance:
        return ()
    written = maintenance_calendar([notice], page, texts={notice.pk: update.status_text})
    return (Attachment("maintenance.ics", f"{CONTENT_TYPE}; method=PUBLISH", written.decode()),)
