"""The lock every change of an incident takes first."""

from incidents.record.models import Incident, StaleVersion


def lock_incident(*, incident: Incident, version: int | None = None) -> Incident:
    """The incident as it stands now, locked until the transaction ends.

    With `version`, raises StaleVersion when somebody changed it since it was read.
    """
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    if version is not None and locked.version != version:
        raise StaleVersion(locked.reference)
    return locked
