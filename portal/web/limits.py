"""How often something may be done: buckets in the database, the same for every process."""

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

# A household or a machine of IPv6 holds this much.
IPV6_PREFIX = 64

_TAKE = """
INSERT INTO web_ratebucket AS bucket (name, count, ends_at) VALUES (%(name)s, 1, %(ends)s)
ON CONFLICT (name) DO UPDATE SET
    count = CASE WHEN bucket.ends_at <= %(at)s THEN 1 ELSE bucket.count + 1 END,
    ends_at = CASE WHEN bucket.ends_at <= %(at)s THEN excluded.ends_at ELSE bucket.ends_at END
WHERE bucket.ends_at <= %(at)s OR bucket.count < %(limit)s
RETURNING count
"""


def take(name: str, *, limit: int, within: timedelta, at: datetime) -> bool:
    """Take one of `limit` in a window that begins with the first taken; False when none is
    left. Concurrent takers never exceed it. Without a database it raises, so that whoever
    asks first refuses."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"name": name, "ends": at + within, "at": at, "limit": limit})
        return cursor.fetchone() is not None


def give_back(name: str) -> None:
    """What was taken turned out to be no misuse."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE web_ratebucket SET count = greatest(count - 1, 0) WHERE name = %s", [name]
        )


def hidden(text: str) -> str:
    """A keyed digest of an address, in whatever letters, so that no bucket names it."""
    key = hashlib.sha256(b"portal.limits" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.strip().lower().encode(), "sha256").hexdigest()[:40]


def client_network(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the network of an IPv6 one.

    Of X-Forwarded-For only what the last TRUSTED_PROXIES proxies wrote is believed: each
    appends who asked it, so the first of theirs from the right is the client.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = settings.TRUSTED_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and 0 < hops <= forwarded.count(",") + 1:
        address = forwarded.split(",")[-hops].strip()
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
    return str(found)
