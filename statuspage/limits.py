"""How often something may be sent: buckets in the database, counted atomically."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db import connection


def take(name: str, *, limit: int, ends_at: datetime) -> bool:
    """Take one from a bucket; False when it is empty. Concurrent takers never exceed it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO statuspage_sendingbucket AS bucket (name, count, ends_at)"
            " VALUES (%s, 1, %s)"
            " ON CONFLICT (name) DO UPDATE SET count = bucket.count + 1"
            " WHERE bucket.count < %s RETURNING count",
            [name, ends_at, limit],
        )
        return cursor.fetchone() is not None


def address_digest(address: str) -> str:
    """A keyed digest, so that no bucket names an address."""
    key = hashlib.sha256(b"statuspage.limits" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, address.lower().encode(), "sha256").hexdigest()[:40]
