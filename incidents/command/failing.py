"""Systems that fail: left alone for a while, paused for a person, mended."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from incidents.command.models import Adapter, AdapterKind, Errand
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
SAID_AT, PAUSED_AT = 3, 10
MOST_DOUBLINGS = 10
MAY_MEND = "command.change_adapter"


def wait_after(failures: int) -> timedelta:
    doublings = min(failures - 1, MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def note_trouble(errand: Errand, said: str, *, until: datetime, at: datetime) -> None:
    """Leave the adapter alone until then; in the room, say once that it fails; pause an
    endpoint that failed ten times in a row and tell its owner."""
    Adapter.objects.filter(pk=errand.adapter_id).update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", Value(at)),
        not_before=until,
    )
    adapter = Adapter.objects.get(pk=errand.adapter_id)
    if adapter.kind == AdapterKind.WEBHOOK:
        if adapter.failures >= PAUSED_AT and adapter.paused_at is None:
            pause(adapter, said, at=at)
    elif errand.incident is not None and adapter.failures >= SAID_AT:
        since = adapter.failing_since or at
        add_entry(
            incident=errand.incident,
            kind=EntryKind.SYSTEM,
            body=f"{adapter} does not take what it is told. {said} It is asked again and hears of "
            "everything in order; the incident goes on without it.",
            by=None,
            at=at,
            key=f"failing:{adapter.pk}:{int(since.timestamp())}",
        )


def note_success(adapter: Adapter) -> None:
    Adapter.objects.filter(pk=adapter.pk, failures__gt=0).update(
        failures=0, failing_since=None, not_before=None
    )


def pause(adapter: Adapter, said: str, *, at: datetime) -> None:
    """What is to be told waits until somebody resumes it."""
    Adapter.objects.filter(pk=adapter.pk).update(paused_at=at, paused_because=said)
    owner = adapter.owner
    people = [owner] if owner and owner.is_active else list(User.objects.may(MAY_MEND))
    url = f"{settings.SITE_URL}{reverse('command:adapter', args=[adapter.pk])}"
    text = (
        f"{adapter} is paused: it failed again and again. {said}\n\nNothing is lost: events are "
        f"kept and go out in order once you resume it.\n\nLook at its log: {url}\n"
    )
    post.send(
        Draft(
            kind="command.adapter_paused",
            subject=f"Paused: {adapter}",
            text=text,
            key=f"adapter-paused:{adapter.pk}:{int(at.timestamp())}",
            lane=Lane.HOUSEKEEPING,
        ),
        to=[Recipient(address=one.email, name=one.name, person=one) for one in people],
        at=at,
    )
