"""A domain that suddenly refuses much of what it gets is held, and a person resumes it."""

from datetime import datetime, timedelta

from django.db import models, transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from portal.post.drafts import Channel, Lane
from portal.post.hearing import Verdict, Word, tell_listeners
from portal.post.models import (
    Delivery,
    DeliveryState,
    PausedDomain,
    Setback,
    SetbackKind,
    Suppression,
)
from portal.post.waking import tell_workers, wake

WITHIN = timedelta(minutes=5)
LEAST = 10
MOST_SHARE = 0.2
BOUNCES = (SetbackKind.HARD, SetbackKind.SOFT)


class NotPaused(ValueError):
    """Mail to this domain is not held."""


@transaction.atomic
def pause_if_failing(domain: str, *, at: datetime) -> bool:
    """Hold the domain's mail when LEAST bounces, and more than MOST_SHARE of what went there
    within WITHIN, came back. What was concluded of its addresses meanwhile is undone."""
    since = at - WITHIN
    bounced = Setback.objects.filter(destination=domain, kind__in=BOUNCES, at__gt=since)
    count = bounced.count()
    if count < LEAST:
        return False
    refused = bounced.filter(key__startswith="delivery:").count()
    sent = Delivery.objects.filter(
        channel=Channel.EMAIL, state=DeliveryState.SENT, destination=domain, sent_at__gt=since
    ).count()
    if count <= MOST_SHARE * (sent + refused):
        return False
    share = min(round(100 * count / max(sent + refused, 1)), 100)
    reason = f"{count} of {sent + refused} mails came back within five minutes ({share} %)."
    PausedDomain.objects.get_or_create(destination=domain, defaults={"reason": reason, "at": at})
    _hold(domain)
    _spare(bounced, since=since, at=at)
    return True


def _hold(domain: str) -> None:
    waiting = Delivery.objects.stoppable().filter(channel=Channel.EMAIL, destination=domain)
    waiting = waiting.exclude(lane=Lane.URGENT).order_by("pk").select_for_update()
    Delivery.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(held=True)
    tell_workers()


def _spare(bounced: "models.QuerySet[Setback]", *, since: datetime, at: datetime) -> None:
    """What was refused waits with the rest; its addresses are free of blame."""
    digests = set(bounced.values_list("fingerprint", flat=True))
    Suppression.objects.filter(fingerprint__in=digests, at__gte=since).delete()
    keep_for_later(list(bounced.values_list("key", flat=True)), at=at)
    word = Word(Verdict.SPARED, Channel.EMAIL, at, fingerprints=frozenset(digests), since=since)
    tell_listeners(word)


def keep_for_later(keys: list[str], *, at: datetime) -> None:
    """What was refused on being handed over (setbacks of deliveries, by their keys) waits
    until the domain is resumed."""
    refused = [int(key.split(":")[1]) for key in keys if key.startswith("delivery:")]
    Delivery.objects.filter(pk__in=refused, state=DeliveryState.SUPPRESSED).update(
        state=DeliveryState.PENDING, held=True, tries=0, not_before=at
    )


@transaction.atomic
def resume_domain(*, domain: PausedDomain, by: User, at: datetime) -> int:
    """Let what was held go out, but for halted mailings; how many. Raises NotPaused."""
    locked = PausedDomain.objects.select_for_update().filter(pk=domain.pk).first()
    if locked is None:
        raise NotPaused("Mail to this domain is not held (any more).")
    Setback.objects.filter(destination=locked.destination, at__gt=at - WITHIN).delete()
    resumed = Delivery.objects.filter(
        channel=Channel.EMAIL,
        destination=locked.destination,
        held=True,
        message__halted_at=None,
        state__in=[DeliveryState.PENDING, DeliveryState.SENDING],
    ).update(held=False)
    name = locked.destination
    locked.delete()
    for lane in Lane.values:
        wake(lane)
    audit(by=by, at=at, verb="resumed", subject=f"post.domain:{name}", subject_name=name)
    return resumed
