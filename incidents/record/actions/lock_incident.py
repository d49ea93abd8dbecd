"""The lock every change of an incident takes first."""

from datetime import UTC

from incidents.record.models import Entry, Incident, StaleVersion


def lock_incident(*, incident: Incident, version: int | None = None) -> Incident:
    """The incident as it stands now, locked until the transaction ends.

    With `version`, raises StaleVersion when somebody changed it since it was read.
    """
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    if version is not None and locked.version != version:
        since = locked.entries.filter(data__version__gt=version).in_order()
        raise StaleVersion(locked.reference, [_told(entry) for entry in since])
    return locked


def _told(entry: Entry) -> str:
    return f"{entry.by_name} at {entry.recorded_at.astimezone(UTC):%H:%M} UTC: “{entry.body}”"
