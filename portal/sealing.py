"""Secrets of other systems, readable only with this installation's key.

The library that seals is loaded at the first use: most processes never seal.
"""

import base64
import hashlib
from importlib import import_module
from typing import Any

from django.conf import settings


class Unreadable(ValueError):
    """It was sealed by another key."""


def _key() -> Any:
    digest = hashlib.sha256(b"allclear.adapters:" + settings.SECRET_KEY.encode()).digest()
    return import_module("cryptography.fernet").Fernet(base64.urlsafe_b64encode(digest))


def seal(secret: str) -> str:
    return str(_key().encrypt(secret.encode()), "ascii") if secret else ""


def unseal(sealed: str) -> str:
    """Raises Unreadable."""
    if not sealed:
        return ""
    key = _key()
    try:
        return str(key.decrypt(sealed.encode()), "utf-8")
    except import_module("cryptography.fernet").InvalidToken as error:
        raise Unreadable("The secret was stored with another key: paste it again.") from error
