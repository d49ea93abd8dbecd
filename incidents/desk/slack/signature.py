"""Whether it was Slack that asked: signature v0, on the bytes as they came.

https://api.slack.com/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
from datetime import datetime, timedelta

GOOD_FOR = timedelta(minutes=5)
MOST_DIGITS = 12


def is_from_slack(
    body: bytes, *, timestamp: str, signature: str, secret: str, at: datetime
) -> bool:
    """`timestamp` is seconds since 1970, `signature` like ``v0=`` and a hex digest."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= MOST_DIGITS):
        return False
    if abs(at.timestamp() - int(timestamp)) > GOOD_FOR.total_seconds():
        return False
    signed = b"v0:" + timestamp.encode() + b":" + body
    wanted = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.encode())
