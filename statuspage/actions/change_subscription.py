"""Be told of other things, or less, or more."""

from datetime import datetime
from typing import Any

from django.db import transaction

from statuspage.models import Component, ComponentGroup, Subscriber, SubscriberState, Volume


@transaction.atomic
def change_subscription(*, subscriber: Subscriber, scope: dict[str, Any], at: datetime) -> None:
    """Take over what was chosen; see `subscribe` for its shape."""
    set_scope(Subscriber.objects.select_for_update().get(pk=subscriber.pk), scope)


@transaction.atomic
def resume_subscription(*, subscriber: Subscriber, at: datetime) -> bool:
    """They say that their side works again; False when nothing had stopped."""
    return bool(
        Subscriber.objects.filter(pk=subscriber.pk, state=SubscriberState.QUARANTINED).update(
            state=SubscriberState.ACTIVE, quarantined_at=None, purge_at=None, quarantine_reason=""
        )
    )


def set_scope(subscriber: Subscriber, scope: dict[str, Any]) -> None:
    """Nothing chosen is everything; what is not public (any more) is passed over."""
    public = Component.objects.public()
    components = list(public.filter(public_id__in=scope.get("components", [])))
    groups = list(
        ComponentGroup.objects.filter(
            public_id__in=scope.get("groups", []), components__in=public
        ).distinct()
    )
    subscriber.everything = not components and not groups
    subscriber.volume = scope.get("volume") or Volume.EVERY
    subscriber.maintenance = bool(scope.get("maintenance", True))
    subscriber.component_changes = bool(scope.get("component_changes", False))
    subscriber.language = scope.get("language") or "en"
    subscriber.save()
    subscriber.components.set(components)
    subscriber.groups.set(groups)
