"""A manager tries a way out: a message to themselves, by the outbox like any other."""

import uuid
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from portal.people.models import User
from portal.post import post
from portal.post.drafts import BY_PHONE, Channel, Draft, Lane, Recipient
from portal.post.models import Message, Provider
from portal.post.numbers import normal_number
from portal.post.ways import devices_of


class NobodyToReach(ValueError):
    """There is no address to try it with; the text says what to do."""


def try_provider(*, provider: Provider, to: str, by: User, at: datetime) -> Message:
    """Raises NotANumber or NobodyToReach."""
    recipients = _recipients(provider.kind, to, by)
    label = provider.get_kind_display()
    return post.send(
        Draft(
            kind="post.test",
            subject=f"Test of {label}",
            text=f"{by} tried whether Allclear reaches people by {label}.",
            short=f"Allclear reaches you. {by} asked for this test; nothing is wrong.",
            link=f"{settings.SITE_URL}{reverse('ways:ways')}",
            key=f"way-test:{provider.pk}:{uuid.uuid4().hex}",
            lane=Lane.UPDATES,
            about=provider,
        ),
        to=recipients,
        at=at,
        by=by,
    )


def _recipients(kind: str, to: str, by: User) -> list[Recipient]:
    if kind == Channel.PUSH:
        found = devices_of(by)
        if not found:
            raise NobodyToReach("Add this browser to your devices first: the test goes there.")
        return found
    address = normal_number(to) if kind in BY_PHONE else to.strip()
    if not address:
        raise NobodyToReach("Give your e-mail address in Slack, or your member ID.")
    return [Recipient(address, channel=kind, name=by.name, person=by)]
