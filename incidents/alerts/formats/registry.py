"""Every format, by the kind of its integration."""

from incidents.alerts.formats.alertmanager import ALERTMANAGER, GRAFANA
from incidents.alerts.formats.format import Format
from incidents.alerts.formats.shapes import Arrived, Reading

FORMATS: dict[str, Format] = {one.kind: one for one in (ALERTMANAGER, GRAFANA)}


def read(kind: str, arrived: Arrived) -> Reading:
    """What a body of an integration of this kind says. Raises Unreadable."""
    return FORMATS[kind].read(arrived)
