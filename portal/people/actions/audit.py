"""Write down who changed what."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from portal.people.models import AuditEntry, User

NOBODY = "Allclear"


@transaction.atomic
def audit(
    *,
    by: User | None,
    at: datetime,
    verb: str,
    subject: str,
    subject_name: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one change to the hash chain; writers take turns until they commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('audit', 0))")
    last = AuditEntry.objects.order_by("-pk").first()
    entry = AuditEntry(
        at=at,
        by=by,
        by_name=by.get_full_name() if by else NOBODY,
        verb=verb,
        subject=subject,
        subject_name=subject_name[:240],
        before=before or {},
        after=after or {},
        previous_hash=last.hash if last else "",
    )
    entry.hash = audit_hash(entry)
    entry.save(force_insert=True)
    return entry


def audit_hash(entry: AuditEntry) -> str:
    """SHA-256 over the canonical row and the hash before it."""
    row = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": entry.by_id,
        "by_name": entry.by_name,
        "verb": entry.verb,
        "subject": entry.subject,
        "subject_name": entry.subject_name,
        "before": entry.before,
        "after": entry.after,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
