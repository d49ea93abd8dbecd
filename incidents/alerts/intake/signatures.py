"""Signatures that sources put under a body, each in its own way; compared in constant time."""

import hashlib
import hmac
from datetime import datetime

# How far a signed time may be from ours.
MOST_SECONDS = 300


def hex_digest(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_github(secret: str, raw: bytes, signature: str) -> bool:
    return _same(f"sha256={hex_digest(secret, raw)}", signature)


def is_sentry(secret: str, raw: bytes, signature: str) -> bool:
    return _same(hex_digest(secret, raw), signature)


def is_grafana(secret: str, raw: bytes, signature: str, spoken: str, *, at: datetime) -> bool:
    """`spoken`: the timestamp header, or nothing where Grafana sends none."""
    if not spoken:
        return _same(hex_digest(secret, raw), signature)
    if not spoken.isdecimal() or abs(at.timestamp() - int(spoken[:15])) > MOST_SECONDS:
        return False
    return _same(hex_digest(secret, f"{spoken}:".encode() + raw), signature)


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.strip().encode(errors="replace"))
