"""Who may do what: five groups, each with its permissions."""

RESPONDER = "Responder"
INCIDENT_COMMANDER = "Incident commander"
COMMUNICATIONS_LEAD = "Communications lead"
MANAGER = "Manager"
AUDITOR = "Auditor"

_EVERYBODY = ("record.view_incidents",)
_WORK = (
    *_EVERYBODY,
    "record.declare_incident",
    "record.work_incident",
    "oncall.page_people",
    "learning.write_postmortem",
)
_TELL = (
    "comms.send_update",
    "post.view_outbox",
    "post.manage_outbox",
    "statuspage.publish_notice",
    "statuspage.manage_subscribers",
)
_COMMAND = ("record.command_incident", "oncall.manage_rotations")

# Apps whose models managers edit, and auditors read, in the admin.
CONFIGURED = (
    "catalog", "oncall", "comms", "mitigation", "command", "statuspage", "people", "alerts",
)  # fmt: skip
BY_COMMANDERS = ("oncall", "comms", "mitigation", "statuspage")
READ_BY_AUDITORS = (*CONFIGURED, "record", "learning", "post", "clock", "auth")

GRANTS: dict[str, tuple[str, ...]] = {
    RESPONDER: _WORK,
    COMMUNICATIONS_LEAD: (*_WORK, *_TELL),
    INCIDENT_COMMANDER: (*_WORK, *_TELL, *_COMMAND),
    MANAGER: (
        *_WORK,
        *_TELL,
        *_COMMAND,
        "record.see_private",
        "learning.approve_postmortem",
        "catalog.manage_policy",
        "statuspage.correct_uptime",
        "post.view_provider",
        "post.add_provider",
        "post.change_provider",
        "post.delete_provider",
    ),
    AUDITOR: (*_EVERYBODY, "post.view_outbox"),
}


def who_can(code: str) -> list[str]:
    """The groups whose members may do this."""
    return [name for name, codes in GRANTS.items() if code in codes]
