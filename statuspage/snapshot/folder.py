"""The published folder: whole files only, deleted ones first, the manifest last.

Files lie where their address says (`/history/` is `history/index.html`, with `.gz` and
`.br` beside), so that any static server can serve the folder. The manifest begins with a
dot: it is not for the public.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from portal.failpoints import failpoint
from statuspage.snapshot.documents import FOREVER, Document, Kept

MANIFEST = ".manifest.json"
LOCK = ".lock"
UNFINISHED = ".unfinished"
ENCODINGS = {"": "", "gzip": ".gz", "br": ".br"}
MOST_ASSETS = 8
WRITERS = 8

Row = dict[str, str]


@dataclass(frozen=True)
class Manifest:
    """What the folder holds: a revision, when it was made, and a row per path."""

    revision: int = 0
    made_at: str = ""
    rows: dict[str, Row] = field(default_factory=dict)

    def age(self, *, at: datetime) -> float:
        """Seconds since it was made; infinite when there is none."""
        if not self.made_at:
            return float("inf")
        return (at - datetime.fromisoformat(self.made_at)).total_seconds()


def read_manifest(folder: Path) -> Manifest:
    try:
        stored: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        return Manifest(stored["revision"], stored["made_at"], stored["rows"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return Manifest()


def read_for_writing(folder: Path) -> Manifest:
    """The manifest as a writer may trust it. Where one died halfway, files are newer than
    their rows say: then nothing is known of any of them."""
    found = read_manifest(folder)
    if not (folder / UNFINISHED).exists():
        return found
    unknown = {"digest": "", "source": ""}
    rows = {
        path: row if row["cache"] == FOREVER else {**row, **unknown}
        for path, row in found.rows.items()
    }
    return Manifest(rows=rows)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """One writer at a time, whatever became of its database connection; the kernel frees the
    lock of a process that dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_site(
    folder: Path, documents: Sequence[Document | Kept], *, revision: int, made_at: str
) -> int:
    """Replace the site; returns how many documents changed. Unchanged files stay untouched."""
    before = read_for_writing(folder)
    (folder / UNFINISHED).touch()
    wanted = {document.path: document for document in documents}
    rows = _old_assets(before, wanted)
    for path, row in before.rows.items():
        if path not in wanted and path not in rows:
            remove(folder, row["file"])
    changed: list[Document] = []
    # In one order, whatever is made anew: what is the same is written the same.
    rows |= {path: {} for path in sorted(wanted)}
    for path, document in wanted.items():
        if isinstance(document, Kept):
            rows[path] = before.rows[path]
            continue
        row = _row(document)
        rows[path] = row
        known = before.rows.get(path, {})
        if known.get("digest") != row["digest"] or not is_whole(folder, row["file"]):
            changed.append(document)
    # Most of the time goes into waiting for the disk and compressing, which free the others.
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(partial(_write, folder), changed))
    remove_strays(folder, rows)
    failpoint("snapshot.written")
    write_manifest(folder, Manifest(revision, made_at, rows))
    (folder / UNFINISHED).unlink()
    failpoint("snapshot.published")
    return len(changed)


def _write(folder: Path, document: Document) -> None:
    write_whole(folder / document.file, document.body)
    write_whole(folder / (document.file + ENCODINGS["gzip"]), document.gzip)
    write_whole(folder / (document.file + ENCODINGS["br"]), document.brotli)
    failpoint("snapshot.writing")


def _row(document: Document) -> Row:
    return {
        "file": document.file,
        "digest": document.digest,
        "type": document.content_type,
        "cache": document.cache,
        "source": document.source,
    }


def _old_assets(before: Manifest, wanted: dict[str, Document | Kept]) -> dict[str, Row]:
    """Style sheets and scripts that pages in caches still name; the newest few."""
    assets = {path: row for path, row in before.rows.items() if row["cache"] == FOREVER}
    old = [path for path in assets if path not in wanted]
    return {path: assets[path] for path in old[-MOST_ASSETS:]}


def remove_strays(folder: Path, rows: dict[str, Row]) -> None:
    """Delete what no row names: a writer that died before its manifest leaves such files, and
    a static server would serve them for ever."""
    named = {row["file"] + suffix for row in rows.values() for suffix in ENCODINGS.values()}
    named |= {MANIFEST, LOCK, UNFINISHED}
    _sweep(str(folder), "", named)


def _sweep(place: str, inside: str, named: set[str]) -> bool:
    """Whether anything is left. An empty folder would still answer, and so tell that something
    was there."""
    left = False
    for entry in list(os.scandir(place)):
        if entry.is_dir(follow_symlinks=False):
            if _sweep(entry.path, f"{inside}{entry.name}/", named):
                left = True
            else:
                os.rmdir(entry.path)
        elif inside + entry.name in named:
            left = True
        else:
            os.unlink(entry.path)
    return left


def is_whole(folder: Path, file: str) -> bool:
    return all((folder / (file + suffix)).exists() for suffix in ENCODINGS.values())


def whole_files(folder: Path) -> set[str]:
    """The files that are there with their compressed ones, by one walk."""
    found = set(_walk(str(folder), ""))
    return {file for file in found if all(file + suffix in found for suffix in ENCODINGS.values())}


def _walk(place: str, inside: str) -> Iterator[str]:
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path, f"{inside}{entry.name}/")
            else:
                yield inside + entry.name


def remove(folder: Path, file: str) -> None:
    for suffix in ENCODINGS.values():
        (folder / (file + suffix)).unlink(missing_ok=True)
    _remove_if_empty((folder / file).parent, folder)


def _remove_if_empty(place: Path, folder: Path) -> None:
    """An empty folder would still answer, and so tell that something was there."""
    if place != folder:
        with suppress(OSError):
            place.rmdir()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    stored = {"revision": manifest.revision, "made_at": manifest.made_at, "rows": manifest.rows}
    write_whole(folder / MANIFEST, json.dumps(stored).encode())


def write_whole(target: Path, content: bytes) -> None:
    """Temporary file, fsync, rename: a reader sees the old bytes or the new, never half."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        file = temporary.open("wb")
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        file = temporary.open("wb")
    with file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(target)
