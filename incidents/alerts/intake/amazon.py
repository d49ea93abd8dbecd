"""Whether a message is of SNS, and of a topic that may send.

The library that verifies is loaded at the first message: most processes never see one.
"""

import base64
import binascii
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from incidents.alerts.formats.shapes import Unreadable
from incidents.alerts.formats.sns import parts, signed_text, topic_of
from incidents.alerts.intake.unproven import NotProven
from incidents.alerts.kinds import Kind
from incidents.alerts.models import Integration, SigningCertificate
from incidents.alerts.outbound.amazon import (
    NotAmazon,
    Unfetched,
    check_certificate,
    fetch_certificate,
)
from portal.web import limits

# Certificates change once in months; more than so many are a lie.
MOST_FETCHES, WITHIN = 10, timedelta(hours=1)


def prove_amazon(body: dict[str, Any], *, at: datetime) -> Integration:
    """Whose topic it is. Raises NotProven and Unreadable."""
    topic = topic_of(body)
    if not topic:
        raise Unreadable("`TopicArn` is missing. Switch raw message delivery off.")
    listening = Integration.objects.listening(Kind.SNS).order_by("pk")
    integration = next((one for one in listening if topic in one.topic_list), None)
    if integration is None:
        raise NotProven("This topic is on no integration's list of topics that may send.")
    version, signature, address = parts(body)
    try:
        pem = _certificate(integration, address, at=at)
    except (NotAmazon, Unfetched) as error:
        raise NotProven(str(error), suspect=integration) from error
    if not is_amazon(pem, signed_text(body), signature, version, at=at):
        raise NotProven("The signature does not fit the message.", suspect=integration)
    return integration


def _certificate(integration: Integration, address: str, *, at: datetime) -> str:
    """Raises NotAmazon, Unfetched."""
    check_certificate(address)
    kept = SigningCertificate.objects.filter(address=address).first()
    if kept is not None:
        return kept.pem
    name = f"alerts.certificates:{integration.pk}"
    if not limits.take(name, limit=MOST_FETCHES, within=WITHIN, at=at):
        raise Unfetched("Too many certificates were named within an hour.")
    pem = fetch_certificate(address)
    if not _is_certificate(pem):
        raise Unfetched("What was fetched at the certificate's address is none.")
    SigningCertificate.objects.get_or_create(
        address=address, defaults={"pem": pem, "fetched_at": at}
    )
    return pem


def _is_certificate(pem: str) -> bool:
    """What is kept is never fetched again, so nothing else may be."""
    try:
        import_module("cryptography.x509").load_pem_x509_certificate(pem.encode())
    except ValueError:
        return False
    return True


def is_amazon(pem: str, signed: bytes, signature: str, version: str, *, at: datetime) -> bool:
    """RSA with PKCS #1 v1.5: SHA-1 in version 1, SHA-256 in version 2."""
    x509, hashes = import_module("cryptography.x509"), _primitives("hashes")
    rsa, padding = _primitives("asymmetric.rsa"), _primitives("asymmetric.padding")
    invalid = import_module("cryptography.exceptions").InvalidSignature
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        key = certificate.public_key()
        valid = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
        if not isinstance(key, rsa.RSAPublicKey) or not valid:
            return False
        digest = hashes.SHA256() if version == "2" else hashes.SHA1()
        key.verify(base64.b64decode(signature, validate=True), signed, padding.PKCS1v15(), digest)
    except (invalid, ValueError, binascii.Error):
        return False
    return True


def _primitives(name: str) -> Any:
    return import_module(f"cryptography.hazmat.primitives.{name}")
