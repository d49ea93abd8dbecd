"""What a token may be for. Its owner's rights hold beside it, always."""

from dataclasses import dataclass

from portal.people.models import User


@dataclass(frozen=True)
class Scope:
    """`permission` is what makes it worth having."""

    name: str
    words: str
    permission: str


# For /api/v1/.
INCIDENTS = (
    Scope(
        "read",
        "Read incidents, their timelines and updates, services, and who is on call",
        "record.view_incidents",
    ),
    Scope("declare", "Declare incidents", "record.declare_incident"),
    Scope(
        "record",
        "Write in incidents: entries, roles, impact, the guide, what is investigated",
        "record.work_incident",
    ),
    Scope(
        "command",
        "Command incidents: classify, resolve, reopen, close, dismiss, merge",
        "record.command_incident",
    ),
    Scope(
        "communicate",
        "Send updates, and set components of the status page",
        "comms.send_update",
    ),
    Scope("page", "Page people, and answer your own pages", "oncall.page_people"),
    Scope("changes", "Record changes of production", "record.work_incident"),
)
# For other addresses.
BESIDE = (
    Scope(
        "manage_statuspage",
        "Manage the status page at /v1/, as Statuspage's clients do",
        "statuspage.publish_notice",
    ),
    Scope("read_metrics", "Read /metrics from elsewhere", "post.view_outbox"),
)


def scopes_for(person: User) -> list[Scope]:
    """Those that open anything to this person."""
    return [one for one in (*INCIDENTS, *BESIDE) if person.has_perm(one.permission)]
