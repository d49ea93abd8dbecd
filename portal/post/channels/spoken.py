"""What a call says, as TwiML: https://www.twilio.com/docs/voice/twiml"""

import re
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.urls import reverse

from portal.post.channels.letters import Words

_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SECONDS_TO_PRESS = 10


def spoken(words: Words) -> str:
    """The words twice; where they can be answered, what each key means."""
    once = f"<Say>{_said(words.short or words.title)}</Say>"
    twice = f'{once}<Pause length="1"/>{once}'
    if not words.answers or not words.token:
        return f"<Response>{twice}</Response>"
    keys = ", ".join(f"{key} to {word}" for key, word in enumerate(words.answers, start=1))
    address = f"{settings.SITE_URL}{reverse('phone:call', args=[words.token])}"
    return (
        f'<Response><Gather input="dtmf" numDigits="1" timeout="{SECONDS_TO_PRESS}" '
        f'method="POST" action={quoteattr(address)}>'
        f"{twice}<Say>Press {_said(keys)}.</Say></Gather></Response>"
    )


def reply(text: str) -> str:
    """What is said after a key was pressed, and the end of the call."""
    return f"<Response><Say>{_said(text)}</Say><Hangup/></Response>"


def _said(text: str) -> str:
    """As XML 1.0 can hold it."""
    return escape(_UNSPEAKABLE.sub(" ", text))
