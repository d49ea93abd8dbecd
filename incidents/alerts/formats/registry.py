"""Every format, by the kind of its integration and by its address."""

from incidents.alerts.formats.alertmanager import ALERTMANAGER
from incidents.alerts.formats.datadog import DATADOG
from incidents.alerts.formats.format import Format
from incidents.alerts.formats.github import GITHUB
from incidents.alerts.formats.gitlab import GITLAB
from incidents.alerts.formats.grafana import GRAFANA
from incidents.alerts.formats.mapped import CHANGES, JSON
from incidents.alerts.formats.newrelic import NEWRELIC
from incidents.alerts.formats.pagerduty import ACTION, EVENTS
from incidents.alerts.formats.pagerduty_changes import CHANGE_EVENTS
from incidents.alerts.formats.sentry import SENTRY
from incidents.alerts.formats.shapes import Arrived, Reading
from incidents.alerts.formats.sns import SNS

DOORS: tuple[Format, ...] = (
    ALERTMANAGER,
    GRAFANA,
    EVENTS,
    CHANGE_EVENTS,
    DATADOG,
    NEWRELIC,
    SNS,
    SENTRY,
    JSON,
    GITHUB,
    GITLAB,
    CHANGES,
)
# PagerDuty has two doors; its first reads alerts, `read` below either.
FORMATS: dict[str, Format] = {one.kind: one for one in reversed(DOORS)}


def read(kind: str, arrived: Arrived) -> Reading:
    """What a body of an integration of this kind says. Raises Unreadable."""
    if kind == EVENTS.kind and ACTION not in arrived.body:
        return CHANGE_EVENTS.read(arrived)
    return FORMATS[kind].read(arrived)
