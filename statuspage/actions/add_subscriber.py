"""Put an address among those who are told."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from portal.post.models import Suppression
from statuspage.actions.ask_confirmation import ask_confirmation
from statuspage.actions.change_subscription import set_scope
from statuspage.models import Subscriber, SubscriberChannel, SubscriberState


class CannotAdd(ValueError):
    """The address cannot be told; the text says why."""


@transaction.atomic
def add_subscriber(
    *,
    channel: str,
    address: str,
    by: User,
    at: datetime,
    scope: dict[str, Any] | None = None,
    consent: str = "",
) -> Subscriber:
    """Ask its owner to confirm; with `consent`, how somebody knows that they agreed, an
    e-mail address is told from now on, and that is audited. An endpoint always confirms.

    `scope` as `subscribe` has it. Raises CannotAdd.
    """
    known = (
        Subscriber.objects.select_for_update()
        .filter(channel=channel, address__iexact=address, only_notice=None)
        .first()
    )
    if known is not None and known.state == SubscriberState.ACTIVE:
        raise CannotAdd(f"{address} is subscribed already.")
    if Suppression.objects.holding(channel, [address]):
        raise CannotAdd(f"{address} refused mail for good: it is never written to again.")
    agreed = bool(consent.strip()) and channel == SubscriberChannel.EMAIL
    subscriber = known or Subscriber(channel=channel, address=address, created_at=at)
    subscriber.state = SubscriberState.ACTIVE if agreed else SubscriberState.PENDING
    subscriber.confirmed_at = at if agreed else None
    subscriber.gone_at = subscriber.quarantined_at = subscriber.purge_at = None
    subscriber.quarantine_reason = ""
    subscriber.created_at = at
    set_scope(subscriber, scope or {})
    if not agreed:
        ask_confirmation(subscriber=subscriber, at=at)
    audit(
        by=by,
        at=at,
        verb="added with consent" if agreed else "asked to confirm",
        subject=f"statuspage.subscriber:{subscriber.pk}",
        subject_name=f"subscriber {subscriber.pk}",
        after={"channel": channel, "consent": consent.strip()[:240] if agreed else ""},
    )
    return subscriber
