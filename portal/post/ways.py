"""The ways out that are set up now, and by which of them a person is reached."""

from collections.abc import Iterable

from portal.people.models import User
from portal.post.channels.accounts import Account
from portal.post.channels.letters import Browser
from portal.post.drafts import PROVIDED, Channel, Recipient
from portal.post.models import Device, Provider
from portal.sealing import Unreadable, unseal

DEVICE = "device:"


class NotReady(Exception):
    """Nothing can leave this way; the text says what is missing."""


def open_ways() -> set[Channel]:
    """Those by which a message can leave now: mail and webhooks always, the rest once managers
    have set up who carries it."""
    ready = {Channel(one.kind) for one in Provider.objects.enabled() if not one.lacks}
    return (set(Channel) - PROVIDED) | ready


def devices_of(person: User) -> list[Recipient]:
    """The browsers in which somebody takes notifications; each is a recipient of its own."""
    return [
        Recipient(f"{DEVICE}{one.pk}", channel=Channel.PUSH, name=one.name, person=person)
        for one in Device.objects.of(person)
    ]


def browsers_at(addresses: Iterable[str]) -> dict[str, Browser]:
    """By address of a delivery; those that were removed are not there."""
    known = [one.removeprefix(DEVICE) for one in addresses if one.startswith(DEVICE)]
    found = Device.objects.in_bulk([int(one) for one in known if one.isdecimal()])
    return {
        f"{DEVICE}{pk}": Browser(one.endpoint, one.p256dh, one.auth) for pk, one in found.items()
    }


def account_for(channel: str) -> Account:
    """As whom we go out by a channel now, its secret opened. Raises NotReady."""
    label = Channel(channel).label
    provider = Provider.objects.filter(kind=channel).first()
    if provider is None or not provider.enabled:
        said = "is not set up" if provider is None else "is switched off"
        raise NotReady(f"{label} {said}: managers do that in Ways out.")
    if provider.lacks:
        raise NotReady(f"{label} is not set up completely. {provider.lacks}")
    try:
        secret = unseal(provider.sealed_secret)
    except Unreadable as error:
        raise NotReady(f"{label}: {error}") from error
    return Account(
        address=provider.address,
        account=provider.account,
        secret=secret,
        sender=provider.sender,
        repeat_when_unsure=provider.repeat_when_unsure,
    )
