"""Give an endpoint a new secret."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.command.actions.save_endpoint import new_secret
from incidents.command.models import Adapter, AdapterKind
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.sealing import seal

OLD_IS_GOOD_FOR = timedelta(hours=24)


class StillRotating(ValueError):
    """The secret before is still good; a third one would end it too soon."""


@transaction.atomic
def rotate_adapter_secret(*, adapter: Adapter, by: User, at: datetime) -> str:
    """The new secret, shown once. It signs from now on; for a day the old one signs as well.
    Raises StillRotating."""
    locked = Adapter.objects.select_for_update().get(pk=adapter.pk, kind=AdapterKind.WEBHOOK)
    if locked.rotating_until is not None and locked.rotating_until > at:
        raise StillRotating(
            "The secret was renewed lately and the old one is still good. Renew it again later."
        )
    secret = new_secret()
    locked.sealed_older_secret, locked.sealed_secret = locked.sealed_secret, seal(secret)
    locked.rotating_until = at + OLD_IS_GOOD_FOR
    locked.save(update_fields=["sealed_older_secret", "sealed_secret", "rotating_until"])
    audit(
        by=by,
        at=at,
        verb="renewed the secret of",
        subject=f"command.adapter:{locked.pk}",
        subject_name=str(locked),
    )
    return secret
