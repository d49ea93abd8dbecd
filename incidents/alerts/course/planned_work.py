"""Maintenance that explains an alert."""

from collections.abc import Iterable

from incidents import publishing
from incidents.catalog.models import Service


def planned_for(services: Iterable[Service]) -> dict[int, str]:
    """By service, the title of the maintenance under way of something customers see of it."""
    seen = {one.pk: one.components for one in services if one.components}
    if not seen:
        return {}
    planned = publishing.planned_work()
    found = {
        pk: next((planned[one] for one in components if one in planned), "")
        for pk, components in seen.items()
    }
    return {pk: title for pk, title in found.items() if title}
