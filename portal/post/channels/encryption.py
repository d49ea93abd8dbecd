"""Notifications that only their browser can read, and by which key we send them.

RFC 8291 (encryption), RFC 8188 (aes128gcm), RFC 8292 (VAPID).
"""

import base64
import binascii
import json
import os

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
SALT, SECRET, SCALAR = 16, 16, 32
LAST_RECORD = b"\x02"
CURVE = ec.SECP256R1()


class UnusableKey(ValueError):
    """It is no key of this kind."""


def encrypted(text: bytes, *, p256dh: str, auth: str) -> bytes:
    """The body of one push message: header and a single record. Raises UnusableKey."""
    theirs, secret = unpadded(p256dh), unpadded(auth)
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKey("The browser's key is no point of P-256.") from error
    ours = ec.generate_private_key(CURVE)
    own = _point(ours)
    salt = os.urandom(SALT)
    info = b"WebPush: info\x00" + theirs + own
    key = _derived(ours.exchange(ec.ECDH(), point), secret, info, 32)
    content_key = _derived(key, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(key, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(content_key).encrypt(nonce, text + LAST_RECORD, None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(own)]) + own + sealed


def new_key() -> str:
    """A private key for VAPID, as its tools write it."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return padless(number.to_bytes(SCALAR, "big"))


def public_of(private: str) -> str:
    """The key browsers subscribe with. Raises UnusableKey."""
    return padless(_point(_private(private)))


def signed_claims(claims: dict[str, str | int], *, private: str) -> str:
    """A JSON Web Token by ES256. Raises UnusableKey."""
    head = padless(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
    said = f"{head}.{padless(json.dumps(claims).encode())}"
    signature = _private(private).sign(said.encode(), ec.ECDSA(SHA256()))
    r, s = decode_dss_signature(signature)
    return f"{said}.{padless(r.to_bytes(SCALAR, 'big') + s.to_bytes(SCALAR, 'big'))}"


def check_browser(p256dh: str, auth: str) -> None:
    """Whether a browser's keys can be encrypted to. Raises UnusableKey."""
    if len(unpadded(auth)) != SECRET:
        raise UnusableKey("The browser's secret has not sixteen bytes.")
    encrypted(b"", p256dh=p256dh, auth=auth)


def padless(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpadded(text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", True)
    except (binascii.Error, ValueError) as error:
        raise UnusableKey("This is no base64url.") from error


def _private(text: str) -> ec.EllipticCurvePrivateKey:
    data = unpadded(text)
    if len(data) != SCALAR:
        raise UnusableKey("A private key has 32 bytes, written as 43 characters of base64url.")
    try:
        return ec.derive_private_key(int.from_bytes(data, "big"), CURVE)
    except ValueError as error:
        raise UnusableKey("This is no private key of P-256.") from error


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)
