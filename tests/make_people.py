"""Builders of people."""

from itertools import count

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group

from portal.people.models import User

_numbers = count(1)


def make_user(name: str = "", *groups: str, email: str = "", password: str = "") -> User:
    number = next(_numbers)
    user = User.objects.create_user(
        email=email or f"person{number}@example.com",
        password=password or None,
        name=name or f"Person {number}",
    )
    user.groups.set([Group.objects.get(name=group) for group in groups])
    return user


def give_second_factor(user: User) -> None:
    """What commanders and managers must have before they reach anything."""
    TOTP.activate(user, generate_totp_secret())
