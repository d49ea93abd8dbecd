"""What SNS has of its own on the web: certificates it signs with, and confirmations."""

import re

from portal.post.channels.outside import NoAnswer, NotAllowed, ask

# Whole addresses, so that no other host, port, user or query gets in.
_HOST = r"https://sns\.[a-z0-9-]{1,40}\.amazonaws\.com(?:\.cn)?"
_CERTIFICATE = re.compile(_HOST + r"/[A-Za-z0-9._-]{1,120}\.pem")
_CONFIRMATION = re.compile(_HOST + r"/\?[A-Za-z0-9._~%&=:+-]{1,1800}")
SECONDS = 5.0
FOUND = 200


class NotAmazon(ValueError):
    """The address is none of Amazon's, and nothing was asked there."""


class Unfetched(Exception):
    """Amazon did not give it; the text says what it said."""


def check_certificate(address: str) -> None:
    """Raises NotAmazon."""
    if not _CERTIFICATE.fullmatch(address):
        raise NotAmazon("The certificate's address is not one of SNS.")


def check_confirmation(address: str) -> None:
    """Raises NotAmazon."""
    if not _CONFIRMATION.fullmatch(address):
        raise NotAmazon("The address to confirm at is not one of SNS.")


def fetch_certificate(address: str) -> str:
    """The certificate, as PEM. Raises NotAmazon, Unfetched."""
    check_certificate(address)
    return _get(address)


def confirm(address: str) -> None:
    """Visit what SNS gave to confirm a subscription. Raises NotAmazon, Unfetched."""
    check_confirmation(address)
    _get(address)


def _get(address: str) -> str:
    try:
        answer = ask("GET", address, seconds=SECONDS)
    except NotAllowed as error:
        raise NotAmazon(str(error)) from error
    except (OSError, NoAnswer) as error:
        raise Unfetched(f"Amazon did not answer: {error}") from error
    if answer.status != FOUND:
        raise Unfetched(f"Amazon answered {answer.status}.")
    return answer.body.decode(errors="replace")
