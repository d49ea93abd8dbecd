"""Who would be told, counted."""

from collections.abc import Iterable

from django.db.models import Count
from django.db.models.functions import Lower

from statuspage.models import Component, Notice, Subscriber, SubscriberChannel, Volume

NAMES = {
    SubscriberChannel.EMAIL: ("person by e-mail", "people by e-mail"),
    SubscriberChannel.WEBHOOK: ("webhook", "webhooks"),
    SubscriberChannel.SLACK: ("Slack channel", "Slack channels"),
    SubscriberChannel.TEAMS: ("Teams channel", "Teams channels"),
}


def reach(
    *,
    notice: Notice | None,
    components: Iterable[Component],
    private: bool,
    maintenance: bool = False,
    severe: bool = True,
    ends: bool = False,
) -> list[str]:
    """Those who asked to hear this much of these components, or of the notice, in words:
    "4,120 people by e-mail". What is an audience's is told to no subscriber."""
    if private:
        return []
    wanted = list(components)
    if notice is not None:
        found = Subscriber.objects.wanting(notice, wanted)
    else:
        found = Subscriber.objects.active().filter(only_notice=None).naming(wanted)
        if maintenance:
            found = found.filter(maintenance=True)
    if not severe and not maintenance:
        found = found.exclude(volume=Volume.MAJOR)
    if notice is not None and not ends:
        found = found.exclude(volume=Volume.ENDS)
    counted = (
        found.order_by()
        .values_list("channel")
        .annotate(count=Count(Lower("address"), distinct=True))
    )
    return _words(dict(counted))


def _words(counted: dict[str, int]) -> list[str]:
    return [
        f"{counted[channel]:,} {one if counted[channel] == 1 else many}"
        for channel, (one, many) in NAMES.items()
        if counted.get(channel)
    ]
