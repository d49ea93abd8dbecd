"""What a provider knows us by: sealed, and for notifications made where none is given."""

from importlib import import_module
from typing import Any

from portal.post.models import Provider, ProviderKind
from portal.sealing import seal


class UnusableSecret(ValueError):
    """It cannot be what the provider gave; the text says why."""


def keep_secret(provider: Provider, secret: str) -> None:
    """Set it on the row, which the caller saves; empty keeps the present one. Raises
    UnusableSecret."""
    if provider.kind != ProviderKind.PUSH:
        if secret:
            provider.sealed_secret = seal(secret)
        return
    if provider.sealed_secret and not secret:
        return
    encryption: Any = import_module("portal.post.channels.encryption")
    private = secret or encryption.new_key()
    try:
        provider.public_key = encryption.public_of(private)
    except encryption.UnusableKey as error:
        raise UnusableSecret(f"This is no private key for notifications. {error}") from error
    provider.sealed_secret = seal(private)
