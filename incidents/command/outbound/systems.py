"""Which module speaks to which system."""

from collections.abc import Callable

from incidents.command.outbound import jira, servicenow, signed, slack, slack_hook, teams
from incidents.command.outbound.orders import Brought, Order

Act = Callable[[Order], Brought]

ACTS: dict[tuple[str, str], Act] = {
    ("slack", "open"): slack.open_room,
    ("slack", "tell"): slack.tell,
    ("slack", "test"): slack.test,
    ("slack_hook", "tell"): slack_hook.tell,
    ("slack_hook", "test"): slack_hook.test,
    ("teams", "open"): teams.open_room,
    ("teams", "tell"): teams.tell,
    ("teams", "test"): teams.test,
    ("jira", "open"): jira.open_room,
    ("jira", "tell"): jira.tell,
    ("jira", "test"): jira.test,
    ("servicenow", "open"): servicenow.open_room,
    ("servicenow", "tell"): servicenow.tell,
    ("servicenow", "test"): servicenow.test,
    ("webhook", "tell"): signed.tell,
    ("webhook", "test"): signed.test,
}


def run(kind: str, verb: str, order: Order) -> Brought:
    """Raises Later, Misconfigured or Over."""
    return ACTS[kind, verb](order)
