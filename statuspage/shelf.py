"""The published documents in memory."""

import hashlib
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from statuspage.headers import Headers, document_headers
from statuspage.snapshot.folder import ENCODINGS, MANIFEST, Row, read_manifest

# Half of what a change may take to be seen; the other half is for making it.
LOOK_EVERY = 0.25
NOT_FOUND = b'{"error": "not found"}'


@dataclass(frozen=True)
class Answer:
    """One path in one encoding, complete with its headers."""

    etag: str
    body: bytes
    headers: Headers
    unchanged: Headers


Ready = dict[str, Answer]


class Torn(Exception):
    """A file is not the one the manifest speaks of: a newer site is being written."""


class Shelf:
    """Looks for a newer manifest four times a second, when asked and by one thread; the
    others go on with what is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Ready] = {}
        self._digests: dict[str, str] = {}
        self._seen: tuple[int, int] | None = None
        self._next_look = 0.0
        self._lock = threading.Lock()

    def current(self) -> dict[str, Ready]:
        """Path → encoding → answer."""
        if time.monotonic() >= self._next_look and self._lock.acquire(blocking=False):
            try:
                self._look()
                self._next_look = time.monotonic() + LOOK_EVERY
            finally:
                self._lock.release()
        return self.documents

    def _look(self) -> None:
        try:
            stat = (self.folder / MANIFEST).stat()
        except OSError:
            return
        seen = (stat.st_ino, stat.st_mtime_ns)
        if seen == self._seen:
            return
        fresh: dict[str, Ready] = {}
        digests: dict[str, str] = {}
        whole = True
        for path, row in read_manifest(self.folder).rows.items():
            digest = row["digest"]
            if self._digests.get(path) != digest:
                try:
                    fresh[path] = self._load(path, row)
                except OSError:
                    whole = False
                    continue
                except Torn:
                    whole = False
                    if path in self.documents:
                        fresh[path] = self.documents[path]
                    continue
            else:
                fresh[path] = self.documents[path]
            digests[path] = digest
        self.documents, self._digests = fresh, digests
        self._seen = seen if whole else None

    def _load(self, path: str, row: Row) -> Ready:
        bodies = {
            encoding: (self.folder / (row["file"] + suffix)).read_bytes()
            for encoding, suffix in ENCODINGS.items()
        }
        if hashlib.sha256(bodies[""]).hexdigest()[:32] != row["digest"]:
            raise Torn(path)
        return {encoding: _answer(path, row, encoding, body) for encoding, body in bodies.items()}


def _answer(path: str, row: Row, encoding: str, body: bytes) -> Answer:
    etag = f'"{row["digest"]}{"-" + encoding if encoding else ""}"'
    shared = [
        ("ETag", etag),
        ("Cache-Control", row["cache"]),
        ("Vary", "Accept-Encoding"),
        *document_headers(path),
    ]
    headers = [("Content-Type", row["type"]), ("Content-Length", str(len(body))), *shared]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    return Answer(etag, body, headers, shared)
