"""What the groups may do, written into the database once all rights exist."""

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.db.models.signals import post_migrate

from portal.people.groups import (
    AUDITOR,
    BY_COMMANDERS,
    CONFIGURED,
    GRANTS,
    INCIDENT_COMMANDER,
    MANAGER,
    READ_BY_AUDITORS,
)


def listen() -> None:
    post_migrate.connect(sync_groups, dispatch_uid="people.sync_groups")


def sync_groups(sender: AppConfig, **_: object) -> None:
    """Give each group what GRANTS says; runs once after every migrate, when all rights exist."""
    if sender != list(apps.get_app_configs())[-1]:
        return
    for name, codes in GRANTS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set({*_named(codes), *_admin_rights(name)})


def _rights(condition: Q) -> list[Permission]:
    return list(Permission.objects.filter(condition).select_related("content_type"))


def _named(codes: tuple[str, ...]) -> list[Permission]:
    wanted = Q(pk=None)
    for code in codes:
        label, codename = code.split(".")
        wanted |= Q(content_type__app_label=label, codename=codename)
    return _rights(wanted)


def _admin_rights(name: str) -> list[Permission]:
    """What the group edits and reads in the admin; history is only ever read."""
    edited = {MANAGER: CONFIGURED, INCIDENT_COMMANDER: BY_COMMANDERS}
    if name not in (*edited, AUDITOR):
        return []
    rights = _rights(
        Q(
            content_type__app_label__in=edited.get(name, ()),
            codename__regex="^(view|add|change|delete)_",
        )
        | Q(content_type__app_label__in=READ_BY_AUDITORS, codename__startswith="view_")
    )
    return [
        right
        for right in rights
        if right.codename.startswith("view_")
        or not right.content_type.model.startswith("historical")
    ]
