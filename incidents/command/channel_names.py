"""What the chat channel of an incident is called."""

import re
from datetime import UTC, datetime

from incidents.record.models import Incident

LONGEST = 80
_OTHER = re.compile(r"[^a-z0-9-]+")


def channel_name_for(incident: Incident, *, at: datetime) -> str:
    """By the policy's pattern: lowercase, at most 80 characters, taken by no other incident. A
    private one says neither what nor where."""
    moment = f"{at.astimezone(UTC):%Y%m%d-%H%M}"
    service = incident.services.order_by("tier", "name").first()
    pattern = "{reference}-{time}" if incident.private else incident.rules.channel_pattern
    name = pattern
    for word, value in (
        ("{severity}", incident.severity_label),
        ("{service}", str(service.name) if service else incident.reference),
        ("{time}", moment),
        ("{reference}", incident.reference),
    ):
        name = name.replace(word, value)
    name = plain(name) or plain(f"{incident.reference}-{moment}")
    return free(name)


def plain(text: str) -> str:
    return re.sub("-+", "-", _OTHER.sub("-", text.lower())).strip("-")[:LONGEST].strip("-")


def free(name: str) -> str:
    """With a number behind it where another incident has that name."""
    taken = set(
        Incident.objects.filter(channel_name__startswith=name[: LONGEST - 4]).values_list(
            "channel_name", flat=True
        )
    )
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name[: LONGEST - 4]}-{number}"
    return candidate
