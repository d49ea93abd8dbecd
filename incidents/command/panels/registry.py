"""The room's panels, in the order in which they stand."""

from incidents.command.panels.alerts import PANEL as ALERTS
from incidents.command.panels.asked import PANEL as ASKED
from incidents.command.panels.changes import PANEL as CHANGES
from incidents.command.panels.checks import PANEL as CHECKS
from incidents.command.panels.commanding import PANEL as COMMANDING
from incidents.command.panels.guides import PANEL as GUIDES
from incidents.command.panels.hypotheses import PANEL as HYPOTHESES
from incidents.command.panels.impact import PANEL as IMPACT
from incidents.command.panels.links import PANEL as LINKS
from incidents.command.panels.paged import PANEL as PAGED
from incidents.command.panels.panel import Panel
from incidents.command.panels.promises import PANEL as PROMISES
from incidents.command.panels.roles import PANEL as ROLES
from incidents.command.panels.signals import PANEL as SIGNALS
from incidents.command.panels.tasks import PANEL as TASKS
from incidents.command.panels.touched import PANEL as SERVICES
from incidents.command.panels.war_room import PANEL as WAR_ROOM
from incidents.command.panels.watch import PANEL as WATCH

IN_ORDER: tuple[Panel, ...] = (
    ROLES,
    IMPACT,
    CHANGES,
    HYPOTHESES,
    TASKS,
    SIGNALS,
    ALERTS,
    GUIDES,
    PROMISES,
    PAGED,
    ASKED,
    CHECKS,
    WATCH,
    SERVICES,
    LINKS,
    WAR_ROOM,
    COMMANDING,
)
PANELS = {one.name: one for one in IN_ORDER}
