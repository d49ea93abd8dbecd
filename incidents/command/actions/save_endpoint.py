"""A program of ours that hears of incidents by signed webhooks."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from incidents.command.models import Adapter, AdapterKind
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.sealing import seal

SECRET_BYTES = 32


@transaction.atomic
def save_endpoint(
    *,
    name: str,
    url: str,
    events: Sequence[str],
    private_too: bool,
    last_level: int,
    by: User,
    at: datetime,
    endpoint: Adapter | None = None,
) -> tuple[Adapter, str]:
    """The endpoint and, of a new one, its secret, which is never shown again. Whoever makes it
    is written to when it fails. Raises ValidationError."""
    made = endpoint is None
    adapter = endpoint or Adapter(kind=AdapterKind.WEBHOOK, owner=by)
    adapter.name, adapter.base_url, adapter.events = name, url, sorted(events)
    adapter.private_too, adapter.last_level = private_too, last_level
    secret = new_secret() if made else ""
    if secret:
        adapter.sealed_secret = seal(secret)
    adapter.full_clean()
    adapter.save()
    audit(
        by=by,
        at=at,
        verb="made" if made else "changed",
        subject=f"command.adapter:{adapter.pk}",
        subject_name=str(adapter),
        after={"url": url, "events": adapter.events, "private_too": private_too},
    )
    return adapter, secret


def new_secret() -> str:
    """As the scheme writes it: ``whsec_<base64>``."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
