"""Builders of the ways by which people are reached."""

from typing import Any

from portal.post.models import Provider
from portal.sealing import seal

TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"


def make_provider(kind: str, **facts: Any) -> Provider:
    by_phone = {"account": ACCOUNT, "sender": "+15005550006"}
    known = {"sms": by_phone, "voice": by_phone, "push": {"sender": "mailto:ops@example.com"}}
    made = {"kind": kind, "sealed_secret": seal(TOKEN), **known.get(kind, {}), **facts}
    return Provider.objects.create(**made)
