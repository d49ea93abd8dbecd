"""The ways out that are set up now, and by which of them a person is reached."""

from portal.people.models import User
from portal.post.drafts import PROVIDED, Channel, Recipient
from portal.post.models import Device, Provider

DEVICE = "device:"


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
