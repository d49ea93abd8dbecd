"""Everybody who may knock: people by their group, programs by their token, and those whom
nobody should let in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import SimpleCookie
from django.test import Client

from incidents.alerts.actions.issue_integration import issue_integration
from portal.people.actions.issue_token import issue_token
from portal.people.groups import (
    AUDITOR,
    COMMUNICATIONS_LEAD,
    INCIDENT_COMMANDER,
    MANAGER,
    RESPONDER,
)
from portal.people.models import User
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON

ANONYMOUS, DISABLED, UNPROVEN = "anonymous", "disabled", "manager without second factor"
INTEGRATION, READER = "integration token", "read token"
NOBODY, STAFF = "person without a group", "responder let into the admin"
RESPONDS, LEADS, COMMANDS, MANAGES, AUDITS = (
    "responder",
    "communications lead",
    "incident commander",
    "manager",
    "auditor",
)
ROLES = (
    ANONYMOUS, DISABLED, UNPROVEN, INTEGRATION, READER,
    NOBODY, RESPONDS, STAFF, LEADS, COMMANDS, MANAGES, AUDITS,
)  # fmt: skip

# Who is, to every page but the open ones, a stranger.
STRANGERS = frozenset({ANONYMOUS, DISABLED, INTEGRATION, READER})
SIGNED_IN = frozenset(ROLES) - STRANGERS
PROVEN = SIGNED_IN - {UNPROVEN}
IN_THE_ADMIN = frozenset({STAFF, COMMANDS, MANAGES, AUDITS})

PASSWORD = "right horse battery"
_GROUPS = {
    UNPROVEN: MANAGER,
    RESPONDS: RESPONDER,
    STAFF: RESPONDER,
    LEADS: COMMUNICATIONS_LEAD,
    COMMANDS: INCIDENT_COMMANDER,
    MANAGES: MANAGER,
    DISABLED: MANAGER,
    AUDITS: AUDITOR,
}


def make_person(role: str) -> User:
    """A person of this role, with all that the role brings."""
    groups = [_GROUPS[role]] if role in _GROUPS else []
    user = make_user(role.capitalize(), *groups, password=PASSWORD)
    if role in {COMMANDS, MANAGES, DISABLED}:
        give_second_factor(user)
    if role in IN_THE_ADMIN | {UNPROVEN, DISABLED}:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    user.refresh_from_db()
    return user


def enter(role: str, *, strict: bool = False) -> Client:
    """A client as this role comes in; `strict` asks for CSRF tokens as browsers' servers do."""
    if role == INTEGRATION:
        _, raw = issue_integration(name="Matrix", by=None, at=NOON)
        return Client(headers={"authorization": f"Bearer {raw}"})
    if role == READER:
        owner = make_person(RESPONDS)
        _, raw = issue_token(name="Matrix", owner=owner, scopes=["read"], by=None, at=NOON)
        return Client(headers={"authorization": f"Bearer {raw}"})
    client = Client(enforce_csrf_checks=strict)
    if role == ANONYMOUS:
        return client
    person = make_person(role)
    client.force_login(person)
    if role == DISABLED:
        User.objects.filter(pk=person.pk).update(is_active=False)
    return client


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever is asked within leaves neither row nor cookie."""
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies
