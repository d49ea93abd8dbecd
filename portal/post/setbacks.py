"""What follows when something does not arrive: the address is remembered, its keeper is told,
or its whole domain is held."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from portal.post.channels.letters import Ended, Refused
from portal.post.claims import Parcel
from portal.post.drafts import Channel, destination
from portal.post.hearing import Verdict, Word, tell_listeners
from portal.post.models import PausedDomain, Setback, SetbackKind, Suppression
from portal.post.models.suppression import fingerprint
from portal.post.pausing import keep_for_later, pause_if_failing

MOST_FAILURES, FAILURES_WITHIN = 10, timedelta(hours=1)
MOST_SOFT, SOFT_WITHIN = 5, timedelta(days=7)
KEPT_FOR = timedelta(days=30)


def note_parcels(gone: Iterable[tuple[Parcel, Exception]], *, at: datetime) -> None:
    """Take in how handing over parcels failed: mail refused for good, endpoints in trouble."""
    for parcel, error in gone:
        if isinstance(error, Ended):
            word = Word(Verdict.ENDED, parcel.channel, at, parcel.address, str(error))
            tell_listeners(word)
            continue
        note_setback(
            channel=parcel.channel,
            address=parcel.address,
            kind=kind_of(parcel, error),
            reason=str(error),
            key=f"delivery:{parcel.id}:{parcel.tries}",
            at=at,
        )


def kind_of(parcel: Parcel, error: Exception) -> SetbackKind:
    """A refusal is for good; anything else of an endpoint may pass."""
    return SetbackKind.HARD if isinstance(error, Refused) else SetbackKind.FAILURE


@transaction.atomic
def note_setback(
    *, channel: str, address: str, kind: SetbackKind, reason: str, key: str, at: datetime
) -> bool:
    """Write it down and draw the consequence; False when it was known."""
    digest, domain = fingerprint(channel, address), destination(channel, address)
    _, is_new = Setback.objects.get_or_create(
        key=key[:200],
        defaults={
            "channel": channel,
            "fingerprint": digest,
            "destination": domain,
            "kind": kind,
            "at": at,
        },
    )
    if not is_new:
        return False
    if channel == Channel.EMAIL and kind != SetbackKind.COMPLAINT:
        if PausedDomain.objects.filter(destination=domain).exists():
            keep_for_later([key], at=at)
            return True
        if pause_if_failing(domain, at=at):
            return True
    if _is_enough(digest, kind, at=at):
        _give_up(channel, address, reason, at=at)
    return True


def forget_setbacks(*, at: datetime) -> None:
    """Those too old to matter."""
    Setback.objects.filter(at__lt=at - KEPT_FOR).delete()


def _is_enough(digest: str, kind: SetbackKind, *, at: datetime) -> bool:
    if kind in (SetbackKind.HARD, SetbackKind.COMPLAINT):
        return True
    most, within = (
        (MOST_SOFT, SOFT_WITHIN) if kind == SetbackKind.SOFT else (MOST_FAILURES, FAILURES_WITHIN)
    )
    known = Setback.objects.filter(fingerprint=digest, kind=kind, at__gt=at - within)
    return known.count() >= most


def _give_up(channel: str, address: str, reason: str, *, at: datetime) -> None:
    """Mail to the address is never written again; an endpoint may be mended by its owner."""
    if channel == Channel.EMAIL:
        row = Suppression(fingerprint=fingerprint(channel, address), reason=reason[:240], at=at)
        Suppression.objects.bulk_create([row], ignore_conflicts=True)
    tell_listeners(Word(Verdict.REFUSED, channel, at, address, reason))
