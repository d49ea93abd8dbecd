"""One published address: its bytes, ready to serve."""

import gzip
import hashlib
from dataclasses import dataclass, replace

import brotli

LIVE = "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"
# A window (2^n bytes) that holds the whole page is all it needs; brotli's largest costs five
# times as long, for memory it asks for and never uses.
SMALL_WINDOW, LARGE_WINDOW = 16, 22
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Kept:
    """An address whose published bytes are still right."""

    path: str


@dataclass(frozen=True)
class Document:
    """What one path answers. `source` stands for everything it was made from, where that is
    known, so that it need not be made again."""

    path: str
    body: bytes
    content_type: str
    cache: str = LIVE
    source: str = ""

    def made_from(self, source: str) -> "Document":
        return replace(self, source=source)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:32]

    @property
    def gzip(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    @property
    def brotli(self) -> bytes:
        window = SMALL_WINDOW if len(self.body) < 2**SMALL_WINDOW - 16 else LARGE_WINDOW
        compressed: bytes = brotli.compress(self.body, quality=9, lgwin=window)
        return compressed

    @property
    def file(self) -> str:
        """Its place below the published folder: `/history/` is `history/index.html`, and
        what names no kind is a page too."""
        place = self.path.lstrip("/")
        if self.path.endswith("/"):
            return f"{place}index.html"
        return place if "." in place.rpartition("/")[2] else f"{place}.html"
