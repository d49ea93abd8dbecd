"""Tell those who asked for it that a component changed without an incident."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from portal.clock import clock
from portal.clock.models import Timer
from portal.post.drafts import Channel
from statuspage.chat import slack_escaped, slack_message, teams_card
from statuspage.letters import LEAVE, MANAGE, Mail
from statuspage.mailing import CHUNK, Event, tell
from statuspage.models import Component, Page, Subscriber, Volume
from statuspage.sentences import page_sentence
from statuspage.spoken import words_in
from statuspage.webhooks import component_body, site_address

KIND = "statuspage.component"
TIMER = "statuspage.component_settled"
SEVERE = ("partial_outage", "major_outage")


@dataclass(frozen=True)
class Change:
    """From what was last told to what is so now; `ident` is the event's."""

    component: Component
    old: str
    new: str
    ident: str
    at: datetime


def watch_component(*, component: Component, old_status: str, at: datetime) -> None:
    """A component changed by itself: look again when it has stood for the page's
    `flip_seconds`. What it was when somebody was last told is kept over further changes."""
    pending = Timer.objects.set_for(component).filter(kind=TIMER, key="").first()
    told = pending.data.get("old", old_status) if pending else old_status
    settled = at + timedelta(seconds=Page.objects.the_page().flip_seconds)
    data = {"old": told, "changed": at.isoformat()}
    clock.set(TIMER, about=component, at=settled, data=data)


def leave_component(*, component: Component) -> None:
    """A notice speaks of it now, and tells of it."""
    clock.cancel(TIMER, about=component)


@transaction.atomic
def tell_component_change(
    *, component: Component, old: str, changed: str, after: int, at: datetime
) -> int:
    """Address the next chunk beyond `after`; how many. Nobody, where it is again what it was."""
    page = Page.objects.the_page()
    found = Component.objects.public().select_related("group").filter(pk=component.pk).first()
    if found is None or page.private or found.status == old:
        return 0
    change = Change(found, old, found.status, f"{found.public_id}-{changed}", at)
    asking = Subscriber.objects.active().filter(component_changes=True, only_notice=None)
    if not {change.old, change.new} & set(SEVERE):
        asking = asking.exclude(volume=Volume.MAJOR)
    chunk = list(asking.naming([found]).filter(pk__gt=after).order_by("pk")[:CHUNK])
    told = tell(_event(change, page), chunk, page=page, at=at)
    if len(chunk) == CHUNK:
        data = {"old": old, "changed": changed, "after": chunk[-1].pk}
        clock.set(TIMER, about=component, key="rest", at=at, data=data)
    return told


def _event(change: Change, page: Page) -> Event:
    whole = page_sentence(list(Component.objects.public().values_list("status", flat=True)))
    return Event(
        kind=KIND,
        key=f"component:{change.ident}",
        topic=f"component:{change.component.public_id}",
        thread=f"component-{change.component.public_id}",
        mail=lambda language: _mail(change, page, language),
        bodies={
            Channel.SLACK: lambda language: _slack(change, page, language),
            Channel.TEAMS: lambda language: _teams(change, page, language),
            Channel.WEBHOOK: lambda _: component_body(
                change.component,
                page,
                whole,
                old=change.old,
                new=change.new,
                ident=change.ident,
                at=change.at,
            ),
        },
    )


def _headline(change: Change, language: str) -> str:
    return f"{words_in(language)[change.new]}: {change.component}"


def _line(change: Change, language: str) -> str:
    words = words_in(language)
    return f"{change.component}: {words[change.old]} → {words[change.new]}"


def _mail(change: Change, page: Page, language: str) -> Mail:
    words = words_in(language)
    context = {
        "headline": _headline(change, language),
        "line": _line(change, language),
        "words": words,
        "why": words["why"].format(page=page.name),
        "url": site_address(),
        "leave": LEAVE,
        "manage": MANAGE,
        "language": language,
    }
    return Mail(
        subject=f"[{page.name}] {_headline(change, language)}",
        text=render_to_string("mail/component_change.txt", context),
        html=render_to_string("mail/component_change.html", context),
    )


def _slack(change: Change, page: Page, language: str) -> dict[str, Any]:
    words = words_in(language)
    links = (
        f"<{site_address()}|{words['see_page']}> · <{MANAGE}|{words['manage']}> · "
        f"<{LEAVE}|{words['leave']}>"
    )
    summary = f"[{page.name}] {_headline(change, language)}"
    return slack_message(summary, slack_escaped(_line(change, language)), links)


def _teams(change: Change, page: Page, language: str) -> dict[str, Any]:
    words = words_in(language)
    links = [
        (words["see_page"], site_address()),
        (words["manage"], MANAGE),
        (words["leave"], LEAVE),
    ]
    summary = f"[{page.name}] {_headline(change, language)}"
    return teams_card(summary, [_line(change, language)], links)
