"""Bodies packed for the way, as Content-Encoding says (RFC 9110, 8.4)."""

import zlib

from incidents.alerts.formats.reading import MOST_BYTES
from incidents.alerts.formats.shapes import Unreadable

PACKED = frozenset({"gzip", "x-gzip", "deflate"})
# Reads the headers of gzip and of zlib alike.
_EITHER = 32 + zlib.MAX_WBITS


def unpacked(raw: bytes, encoding: str) -> bytes:
    """What was packed, but never more than one byte beyond MOST_BYTES. Raises Unreadable."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return raw
    if name not in PACKED:
        raise Unreadable(f"Content-Encoding {name[:40]!r} is not read here. Send gzip, or as is.")
    unpacking = zlib.decompressobj(_EITHER)
    try:
        found = unpacking.decompress(raw, MOST_BYTES + 1)
    except zlib.error as error:
        raise Unreadable(f"The body is not packed as {name}: {error}.") from error
    if len(found) <= MOST_BYTES and not unpacking.eof:
        raise Unreadable(f"The body, packed as {name}, breaks off.")
    return found
