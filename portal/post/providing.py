"""How providers fare: what they complain of, which browsers are gone, how much one person gets."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from portal.post.channels.letters import Ended, Misconfigured, Refused
from portal.post.claims import Parcel
from portal.post.drafts import BY_PHONE, PROVIDED, Channel, Lane, Recipient
from portal.post.hearing import Verdict, Word, tell_listeners
from portal.post.models import Delivery, DeliveryState, Device, Message, Provider
from portal.post.ways import DEVICE

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# What costs: sent, or it may be yet.
COUNTED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.PARKED)


def note_provider(
    channel: str, failed: Iterable[tuple[Parcel, Exception]], *, sent: int, at: datetime
) -> None:
    """After a batch: a provider that complains of our settings is in trouble until it takes
    something again; a browser that ended it is forgotten."""
    failed = list(failed)
    ours = [error for _, error in failed if isinstance(error, Misconfigured)]
    rows = Provider.objects.filter(kind=channel)
    if sent:
        rows.update(worked_at=at, trouble="", trouble_at=None)
    if ours:
        rows.update(trouble=str(ours[-1]), trouble_at=at)
    for parcel, error in failed:
        if isinstance(error, Refused) and not isinstance(error, Ended):
            word = Word(Verdict.REFUSED, channel, at, parcel.address, str(error))
            tell_listeners(word)
    ended = [parcel.address for parcel, error in failed if isinstance(error, Ended)]
    if ended and channel == Channel.PUSH:
        gone = [int(one.removeprefix(DEVICE)) for one in ended]
        Device.objects.filter(pk__in=gone).delete()


def too_much_for(
    message: Message, recipients: Iterable[Recipient], *, at: datetime
) -> dict[tuple[str, str], str]:
    """By channel and address, why nothing more goes there now: SMS and calls to one number
    within an hour. Urgent messages count only urgent ones."""
    wanted = [one for one in recipients if one.channel in BY_PHONE]
    if not wanted:
        return {}
    most = dict(Provider.objects.values_list("kind", "most_an_hour"))
    had = _within_an_hour(message, {one.address for one in wanted}, at=at)
    return {
        (one.channel, one.address): _words(one.channel, most[one.channel])
        for one in wanted
        if one.channel in most and had[(one.channel, one.address)] >= most[one.channel]
    }


def _within_an_hour(
    message: Message, addresses: set[str], *, at: datetime
) -> Counter[tuple[str, str]]:
    found = Delivery.objects.filter(
        _alike(message),
        channel__in=BY_PHONE,
        address__in=addresses,
        state__in=COUNTED,
        message__created_at__gt=at - HOUR,
    ).order_by()
    return Counter(found.values_list("channel", "address"))


def _alike(message: Message) -> Q:
    urgent = Q(lane=Lane.URGENT)
    return urgent if message.lane == Lane.URGENT else ~urgent


def _words(channel: str, most: int) -> str:
    what = "calls" if channel == Channel.VOICE else "SMS"
    return (
        f"Not sent: {most} {what} went to this number within an hour, which is the most that is "
        "set. Other ways still go."
    )


def earliest(channel: str, message: Message, *, at: datetime) -> datetime:
    """When something that is not urgent may leave, so that its provider gets no more in a
    minute than is set; urgent messages neither wait nor count."""
    if channel not in PROVIDED or message.lane == Lane.URGENT:
        return at
    most = Provider.objects.filter(kind=channel).values_list("most_a_minute", flat=True).first()
    if not most:
        return at
    ahead = Delivery.objects.filter(~Q(lane=Lane.URGENT), channel=channel).filter(
        Q(state__in=[DeliveryState.PENDING, DeliveryState.SENDING])
        | Q(state=DeliveryState.SENT, sent_at__gt=at - MINUTE)
    )
    return at + MINUTE * (ahead.count() // most)
