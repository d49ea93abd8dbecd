"""Browsers in which somebody takes notifications: added by themselves, and removed."""

from datetime import datetime
from importlib import import_module
from typing import Any

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from portal.post.channels import outside
from portal.post.models import Device

MOST = 10
LONGEST_ENDPOINT = 1000
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
             ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


class UnusableDevice(ValueError):
    """Nothing can be sent there; the text says why."""


@transaction.atomic
def add_device(
    *, person: User, endpoint: str, p256dh: str, auth: str, name: str, at: datetime
) -> Device:
    """A browser belongs to whoever added it last. Raises UnusableDevice."""
    encryption: Any = import_module("portal.post.channels.encryption")
    try:
        outside.check(endpoint)
        encryption.check_browser(p256dh, auth)
    except (outside.NotAllowed, encryption.UnusableKey) as error:
        raise UnusableDevice(f"This browser cannot be added. {error}") from error
    if len(endpoint) > LONGEST_ENDPOINT:
        raise UnusableDevice("This browser cannot be added: its address is too long.")
    User.objects.select_for_update().get(pk=person.pk)
    known = Device.objects.filter(endpoint=endpoint).first()
    if known is None and Device.objects.of(person).count() >= MOST:
        raise UnusableDevice(f"You have {MOST} browsers already: remove one that you do not use.")
    kept = {"p256dh": p256dh, "auth": auth, "name": name[:80], "made_at": at, "person": person}
    device, _ = Device.objects.update_or_create(endpoint=endpoint, defaults=kept)
    _audit("added", device, at=at)
    return device


@transaction.atomic
def remove_device(*, device: Device, at: datetime) -> None:
    """Nothing more goes there."""
    _audit("removed", device, at=at)
    device.delete()


def named_by(user_agent: str) -> str:
    """What a person calls this browser, like “Firefox on Linux”."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def _audit(verb: str, device: Device, *, at: datetime) -> None:
    audit(
        by=device.person,
        at=at,
        verb=verb,
        subject=f"post.device:{device.pk}",
        subject_name=device.name,
    )
