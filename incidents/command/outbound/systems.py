"""Which module speaks to which system."""

from collections.abc import Callable

from incidents.command.outbound import jira, servicenow, signed, slack, teams
from incidents.command.outbound.orders import Brought, Order

Act = Callable[[Order], Brought]

OPEN: dict[str, Act] = {
    "slack": slack.open_room,
    "teams": teams.open_room,
    "jira": jira.open_room,
    "servicenow": servicenow.open_room,
    "webhook": signed.open_room,
}
TEST: dict[str, Act] = {
    "slack": slack.test,
    "teams": teams.test,
    "jira": jira.test,
    "servicenow": servicenow.test,
    "webhook": signed.test,
}


def run(kind: str, verb: str, order: Order) -> Brought:
    """Raises Later or Misconfigured."""
    return (TEST if verb == "test" else OPEN)[kind](order)
