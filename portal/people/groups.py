"""Who may do what: five groups, each with its permissions."""

from typing import TYPE_CHECKING

from django.apps import AppConfig, apps
from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import Permission

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
_CONFIGURED = (
    "catalog", "oncall", "comms", "mitigation", "command", "statuspage", "people", "alerts",
)  # fmt: skip
_BY_COMMANDERS = ("oncall", "comms", "mitigation", "statuspage")
_READ_BY_AUDITORS = (*_CONFIGURED, "record", "learning", "post", "clock", "auth")

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


def sync_groups(sender: AppConfig, **_: object) -> None:
    """Give each group what GRANTS says; runs once after every migrate, when all rights exist."""
    if sender != list(apps.get_app_configs())[-1]:
        return
    groups = apps.get_model("auth", "Group")._default_manager
    for name, codes in GRANTS.items():
        group, _created = groups.get_or_create(name=name)
        group.permissions.set({*_named(codes), *_admin_rights(name)})


def _rights(condition: models.Q) -> "list[Permission]":
    permissions = apps.get_model("auth", "Permission")._default_manager
    return list(permissions.filter(condition).select_related("content_type"))


def _named(codes: tuple[str, ...]) -> "list[Permission]":
    wanted = models.Q(pk=None)
    for code in codes:
        label, codename = code.split(".")
        wanted |= models.Q(content_type__app_label=label, codename=codename)
    return _rights(wanted)


def _admin_rights(name: str) -> "list[Permission]":
    """What the group edits and reads in the admin; history is only ever read."""
    edited = {MANAGER: _CONFIGURED, INCIDENT_COMMANDER: _BY_COMMANDERS}
    if name not in (*edited, AUDITOR):
        return []
    rights = _rights(
        models.Q(
            content_type__app_label__in=edited.get(name, ()),
            codename__regex="^(view|add|change|delete)_",
        )
        | models.Q(content_type__app_label__in=_READ_BY_AUDITORS, codename__startswith="view_")
    )
    return [
        right
        for right in rights
        if right.codename.startswith("view_")
        or not right.content_type.model.startswith("historical")
    ]


def who_can(code: str) -> list[str]:
    """The groups whose members may do this."""
    return [name for name, codes in GRANTS.items() if code in codes]
