"""Lists of any depth at the same cost: keyset pages over a time and the key."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import F, Model, QuerySet, Value
from django.db.models.fields.tuple_lookups import TupleLessThan

Row = TypeVar("Row", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One page, and the cursor of the next ("" at the end)."""

    rows: list[Row]
    cursor: str


def newest_first(
    found: "QuerySet[Row]", *, field: str, after: str = "", size: int = SIZE
) -> Listing[Row]:
    """The page after a cursor, by `field` then key, both falling, without counting. A cursor
    that cannot be read begins at the newest."""
    ordered = found.order_by(f"-{field}", "-pk")
    position = _read(after)
    if position is not None:
        moment, pk = position
        ordered = ordered.filter(TupleLessThan((F(field), F("pk")), (Value(moment), Value(pk))))
    rows = list(ordered[: size + 1])
    if len(rows) <= size:
        return Listing(rows, "")
    last = rows[size - 1]
    return Listing(rows[:size], cursor_after(getattr(last, field), last.pk))


def cursor_after(moment: datetime, pk: int) -> str:
    """The cursor of the page that follows this row."""
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), pk]).encode()).decode()


def is_cursor(text: str) -> bool:
    return _read(text) is not None


def _read(cursor: str) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    try:
        moment, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        read = datetime.fromisoformat(moment)
        return (read, int(pk)) if read.tzinfo else None
    except (ValueError, TypeError, binascii.Error, AttributeError):
        return None
