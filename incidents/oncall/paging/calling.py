"""A page on its way to a person: its steps, sent one after the other until they answer."""

from datetime import datetime, timedelta

from django.template.loader import render_to_string

from incidents.oncall.models import Call, Page, PageState, PlanStep
from incidents.oncall.paging.links import page_url
from incidents.oncall.paging.reaching import quiet_until
from portal.clock import clock
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient

STEP = "oncall.page_step"
CALLED = frozenset({PageState.SENT, PageState.SILENT})
ANSWERS = ("acknowledge", "decline")


def begin_call(page: Page, *, at: datetime) -> None:
    """What comes at once leaves with the transaction; every later step is a timer."""
    for index, step in enumerate(page.plan):
        if step["minutes"]:
            due = at + timedelta(minutes=step["minutes"])
            _set_step(page, index, at=due)
        else:
            take_step(page, index, at=at)


def take_step(page: Page, index: int, *, at: datetime) -> bool:
    """Send by one way, once a call; noise waits for the end of quiet hours. Whether it is on
    its way now."""
    step: PlanStep = page.plan[index]
    if Call.objects.filter(page=page, number=page.calls, step=index).exists():
        return False
    held_until = quiet_until(step, at=at)
    if held_until is not None:
        _set_step(page, index, at=held_until)
        return False
    clock.cancel(STEP, about=page, key=str(index))
    message = post.send(
        _draft(page, key=f"page:{page.pk}:{page.calls}:{index}"),
        to=[_recipient(page, step)],
        at=at,
        by=page.asked_by,
    )
    Call.objects.create(
        page=page,
        number=page.calls,
        step=index,
        channel=step["channel"],
        label=step["label"],
        at=at,
        delivery=message.deliveries.first(),
    )
    return True


def stop_calling(page: Page, *, why: str, at: datetime) -> None:
    """Nothing more is sent, and what has not left stays."""
    clock.cancel(STEP, about=page)
    post.withdraw(topic=page.topic, at=at, reason=why)


def ask_again(page: Page, *, at: datetime) -> None:
    """Somebody who acknowledged is silent: are they still on it?"""
    incident = page.incident
    at_once = [step for step in page.plan if not step["minutes"]]
    context = {"page": page, "incident": incident, "url": page_url(page)}
    post.send(
        Draft(
            kind="oncall.still_on_it",
            subject=f"Still on it? {_named(page)}",
            text=render_to_string("mail/still_on_it.txt", context),
            key=f"still-on-it:{page.pk}:{at:%Y%m%dT%H%M%S}",
            lane=Lane.URGENT,
            about=page,
            topic=page.topic,
            thread=f"page-{incident.pk}",
            restricted=incident.private,
            short=f"Still on it? {_spoken(page)}",
            link=page_url(page),
        ),
        to=[_recipient(page, step) for step in at_once],
        at=at,
    )


def _set_step(page: Page, index: int, *, at: datetime) -> None:
    clock.set(STEP, about=page, key=str(index), at=at, data={"number": page.calls, "step": index})


def _recipient(page: Page, step: PlanStep) -> Recipient:
    return Recipient(
        address=step["address"],
        channel=step["channel"],
        name=page.person.name,
        person=page.person,
    )


def _draft(page: Page, *, key: str) -> Draft:
    incident = page.incident
    context = {"page": page, "incident": incident, "url": page_url(page)}
    return Draft(
        kind="oncall.page",
        subject=f"Page: {_named(page)}",
        text=render_to_string("mail/page.txt", context),
        html=render_to_string("mail/page.html", context),
        key=key,
        lane=Lane.URGENT,
        about=page,
        topic=page.topic,
        thread=f"page-{incident.pk}",
        restricted=incident.private,
        short=f"You are paged. {_spoken(page)} {page.reason}",
        link=page_url(page),
        answers=ANSWERS,
    )


def _named(page: Page) -> str:
    incident = page.incident
    return f"{incident.severity_label} {incident.display_title} ({incident.reference})"


def _spoken(page: Page) -> str:
    """For a locked screen, which others may read, and for a voice."""
    incident = page.incident
    if incident.private:
        return f"{incident.severity_label} {incident.reference}, a private incident."
    return f"{_named(page)}."
