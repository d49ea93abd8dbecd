"""An account for the day on which nobody else can sign in."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.actions.end_sessions import end_sessions
from portal.people.groups import MANAGER
from portal.people.models import User


@dataclass(frozen=True)
class Envelope:
    """What is written down, sealed, and kept where the company keeps its keys."""

    person: User
    password: str
    second_factor: str


@transaction.atomic
def issue_break_glass(*, email: str, name: str, by: User | None, at: datetime) -> Envelope:
    """A manager with a password and a second factor of its own, readable this once. Issued
    again for the same address, both are new and its sessions end."""
    person = User.objects.filter(email__iexact=email).first()
    person = person or User.objects.create_user(email, name=name)
    password, factor = secrets.token_urlsafe(18), generate_totp_secret()
    person.is_active = person.is_staff = True
    person.set_password(password)
    person.save()
    person.groups.set([Group.objects.get(name=MANAGER)])
    Authenticator.objects.filter(user=person).delete()
    TOTP.activate(person, factor)
    end_sessions(person=person, reason="break-glass account issued", by=by, at=at)
    audit(
        by=by,
        at=at,
        verb="issued the break-glass account",
        subject=f"people.user:{person.pk}",
        subject_name=str(person),
    )
    return Envelope(person, password, factor)
