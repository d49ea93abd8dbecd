"""Secrets of other systems, readable only with this installation's key.

The library that seals is loaded at the first use: most processes never seal.
"""

import base64
import hashlib
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Unreadable(ValueError):
    """It was sealed by another key."""


def _key() -> "Fernet":
    digest = hashlib.sha256(b"allclear.adapters:" + settings.SECRET_KEY.encode()).digest()
    made: Fernet = import_module("cryptography.fernet").Fernet(base64.urlsafe_b64encode(digest))
    return made


def seal(secret: str) -> str:
    return _key().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """Raises Unreadable."""
    if not sealed:
        return ""
    key = _key()
    try:
        return key.decrypt(sealed.encode()).decode()
    except import_module("cryptography.fernet").InvalidToken as error:
        raise Unreadable("The secret was stored with another key: paste it again.") from error
