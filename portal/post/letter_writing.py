"""Letters out of parcels: messages are read and rendered once, however many receive them."""

import json
import time
from collections import OrderedDict
from collections.abc import Iterable

from django.conf import settings

from portal.post.channels.letters import Browser, Letter, Words
from portal.post.channels.webhook import generations
from portal.post.claims import Parcel
from portal.post.drafts import PROVIDED, Channel
from portal.post.models import Message
from portal.post.rendering import PlaceholderLeft, RenderedMessage, message_id
from portal.post.ways import browsers_at
from portal.post.wording import as_json, words_of

MOST_REMEMBERED = 200


class LetterWriter:
    """Writes the letter of a parcel, of messages it has read before."""

    def __init__(self) -> None:
        self._messages: OrderedDict[int, Message] = OrderedDict()
        self._rendered: dict[int, RenderedMessage] = {}
        self._browsers: dict[str, Browser] = {}

    def read_messages(self, parcels: Iterable[Parcel]) -> None:
        """Read what the parcels need from the database, and forget the oldest."""
        parcels = list(parcels)
        wanted = {parcel.message_id for parcel in parcels}
        pushed = [one.address for one in parcels if one.channel == Channel.PUSH]
        self._browsers = browsers_at(pushed) if pushed else {}
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
            generations=generations(parcel.fields, now=time.time()),
            words=words_of(message, parcel) if parcel.channel in PROVIDED else Words("", ""),
            browser=self._browsers.get(parcel.address),
        )

    def _data(self, parcel: Parcel, message: Message) -> bytes:
        if parcel.channel in PROVIDED:
            return b""
        if parcel.channel != Channel.EMAIL:
            if message.short:
                return as_json(message, parcel)
            return _filled(message, parcel.fields)
        rendered = self._rendered.get(message.pk)
        if rendered is None:
            rendered = self._rendered.setdefault(message.pk, RenderedMessage(message))
        return rendered.for_recipient(parcel.address, name=parcel.name, fields=parcel.fields)


def _filled(message: Message, fields: dict[str, str]) -> bytes:
    """JSON with its recipient's own values; raises PlaceholderLeft."""
    text = message.text
    for name in message.placeholders:
        if name not in fields:
            raise PlaceholderLeft(f"The placeholder {name} has no value for this recipient.")
        text = text.replace(name, json.dumps(fields[name])[1:-1])
    return text.encode()
