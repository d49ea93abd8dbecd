"""The published folder: whole files only, deleted ones first, the manifest last."""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from statuspage.snapshot.documents import Document

MANIFEST = "manifest.json"
ENCODINGS = {"": "", "gzip": ".gz", "br": ".br"}


@dataclass(frozen=True)
class Manifest:
    """What the folder holds: a revision, when it was made, and a row per path."""

    revision: int = 0
    made_at: str = ""
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def age(self, *, at: datetime) -> float:
        """Seconds since it was made; infinite when there is none."""
        if not self.made_at:
            return float("inf")
        return (at - datetime.fromisoformat(self.made_at)).total_seconds()


def read_manifest(folder: Path) -> Manifest:
    try:
        stored: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return Manifest()
    return Manifest(stored["revision"], stored["made_at"], stored["rows"])


def write_site(folder: Path, documents: list[Document], *, revision: int, made_at: str) -> int:
    """Replace the site; returns how many documents changed. Unchanged files stay untouched."""
    before = read_manifest(folder)
    wanted = {document.path: document for document in documents}
    for path, row in before.rows.items():
        if path not in wanted:
            remove(folder, row["file"])
    rows, changed = {}, 0
    for path, document in wanted.items():
        row = {
            "file": document.file,
            "etag": document.etag,
            "type": document.content_type,
            "cache": document.cache,
        }
        rows[path] = row
        if before.rows.get(path) != row or not (folder / document.file).exists():
            changed += 1
            write_whole(folder / document.file, document.body)
            write_whole(folder / (document.file + ENCODINGS["gzip"]), document.gzip)
            write_whole(folder / (document.file + ENCODINGS["br"]), document.brotli)
    manifest = {"revision": revision, "made_at": made_at, "rows": rows}
    write_whole(folder / MANIFEST, json.dumps(manifest).encode())
    return changed


def remove(folder: Path, file: str) -> None:
    for suffix in ENCODINGS.values():
        (folder / (file + suffix)).unlink(missing_ok=True)


def forget(folder: Path, *, containing: str) -> None:
    """Delete every document whose path holds this text, now, and name them no longer."""
    before = read_manifest(folder)
    kept = {}
    for path, row in before.rows.items():
        if containing in path:
            remove(folder, row["file"])
        else:
            kept[path] = row
    if len(kept) != len(before.rows):
        manifest = {"revision": 0, "made_at": before.made_at, "rows": kept}
        write_whole(folder / MANIFEST, json.dumps(manifest).encode())


def write_whole(target: Path, content: bytes) -> None:
    """Temporary file, fsync, rename: a reader sees the old bytes or the new, never half."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{id(content)}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(target)
