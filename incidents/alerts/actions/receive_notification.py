"""Keep what arrived, durably, before anything else."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DataError, connection

from incidents.alerts.formats.format import Format
from incidents.alerts.formats.reading import decode, writable
from incidents.alerts.formats.registry import FORMATS
from incidents.alerts.formats.shapes import Arrived, Reading, Unreadable
from incidents.alerts.kinds import MAPPED
from incidents.alerts.models import InboxItem, Integration
from portal.people.models import User

SEEN_EVERY = timedelta(seconds=10)
# One statement, one commit: the row and the alarm that it is worked in, or neither.
_KEEP = "SELECT alerts_keep(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Received:
    """`created` is False for what was here already."""

    arrived: Arrived
    reading: Reading
    created: bool


def receive_notification(
    *,
    integration: Integration,
    raw: bytes,
    by: User | None,
    at: datetime,
    said: Mapping[str, str] | None = None,
    form: Format | None = None,
) -> Received:
    """Keep what is readable; raises Unreadable.

    What is kept has the alarm `alerts.fold` set about it, as `clock.set` would.
    """
    form = form or FORMATS[integration.kind]
    if form.unwrap is not None:
        raw = form.unwrap(raw)
    raw = writable(raw)
    mapping = integration.mapping if integration.kind in MAPPED else {}
    arrived = Arrived(decode(raw), at, dict(said or {}), mapping)
    if form.prepare is not None:
        prepared = form.prepare(arrived)
        raw = raw if prepared is arrived else json.dumps(prepared.body).encode()
        arrived = prepared
    reading = form.read(arrived)
    created = _keep(integration, form, arrived, reading, raw)
    if integration.last_seen_at is None or at - integration.last_seen_at > SEEN_EVERY:
        integration.last_seen_at = at
        Integration.objects.filter(pk=integration.pk).update(last_seen_at=at)
    return Received(arrived, reading, created)


def _keep(
    integration: Integration, form: Format, arrived: Arrived, reading: Reading, raw: bytes
) -> bool:
    facts: list[Any] = [
        integration.pk,
        _key(form.tell_apart(arrived, reading), raw),
        raw.decode(),
        arrived.at,
        InboxItem.FOLD,
        InboxItem._meta.label_lower,
        json.dumps(arrived.said),
        form.lane(arrived, reading),
    ]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, facts)
            created: bool = cursor.fetchone()[0]
    except DataError as error:
        why = str(error).partition("\n")[0]
        raise Unreadable(f"The body cannot be kept: {why}.") from error
    return created


def _key(identity: str, raw: bytes) -> str:
    """What two arrivals have in common when they are the same one."""
    if identity == "bytes":
        return hashlib.sha256(raw).hexdigest()
    if identity:
        return hashlib.sha256(identity.encode(errors="replace")).hexdigest()
    return secrets.token_hex(32)
