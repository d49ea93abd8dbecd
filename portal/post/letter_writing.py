"""Letters out of parcels: messages are read and rendered once, however many receive them."""

from collections import OrderedDict
from collections.abc import Iterable

from django.conf import settings

from portal.post.channels.letters import Letter
from portal.post.claims import Parcel
from portal.post.drafts import Channel
from portal.post.models import Message
from portal.post.rendering import RenderedMessage, message_id

MOST_REMEMBERED = 200


class LetterWriter:
    """Writes the letter of a parcel, of messages it has read before."""

    def __init__(self) -> None:
        self._messages: OrderedDict[int, Message] = OrderedDict()
        self._rendered: dict[int, RenderedMessage] = {}

    def read_messages(self, parcels: Iterable[Parcel]) -> None:
        """Read what the parcels need from the database, and forget the oldest."""
        wanted = {parcel.message_id for parcel in parcels}
        while len(self._messages) > MOST_REMEMBERED:
            oldest, _ = self._messages.popitem(last=False)
            self._rendered.pop(oldest, None)
        missing = wanted - self._messages.keys()
        self._messages.update(Message.objects.in_bulk(missing))

    def __call__(self, parcel: Parcel) -> Letter:
        message = self._messages[parcel.message_id]
        return Letter(
            sender=settings.MAIL_FROM,
            address=parcel.address,
            data=self._data(parcel, message),
            message_id=message_id(message.pk, parcel.address),
            delivery=parcel.id,
        )

    def _data(self, parcel: Parcel, message: Message) -> bytes:
        if parcel.channel == Channel.WEBHOOK:
            return message.text.encode()
        rendered = self._rendered.get(message.pk)
        if rendered is None:
            rendered = self._rendered.setdefault(message.pk, RenderedMessage(message))
        return rendered.for_recipient(parcel.address, name=parcel.name, fields=parcel.fields)
