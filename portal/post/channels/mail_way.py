"""By which way mail leaves, told by its address alone: read before any model is."""

from typing import Any

from django.utils.module_loading import import_string

from portal.post.channels.relay import relay_from_url


def check_email_url(url: str) -> None:
    """Raises ImproperlyConfigured for an address mail cannot go out by."""
    if is_provider(url):
        provider_from_url(url)
    else:
        relay_from_url(url)


def is_provider(url: str) -> bool:
    """Whether mail goes by a provider's HTTP API and not by SMTP."""
    return url.startswith("anymail+")


def provider_from_url(url: str) -> Any:
    """Loaded only where it is used: it brings an HTTP library into every process."""
    return import_string("portal.post.channels.provider.session_from_url")(url)
