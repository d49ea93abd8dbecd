"""A backup as a folder: the database, the published page, and what both must be."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portal.embedded import dumps, gathered

MANIFEST, DATABASE, PUBLIC = "manifest.json", "database.dump", "public"
FORMAT = 1


class Unusable(Exception):
    """The folder cannot be used; the text says why."""


@dataclass(frozen=True)
class Manifest:
    """`migrations`: the newest applied, by app. `files`: path within the folder → SHA-256."""

    made_at: str
    site_url: str
    postgres: int
    migrations: dict[str, str]
    files: dict[str, str]
    format: int = FORMAT


def make(folder: Path, *, site_url: str, public: Path, at: datetime) -> Manifest:
    """Write a backup: beside its place first, so that a folder of this name is a whole one."""
    if folder.exists():
        raise Unusable(f"{folder} exists already. Name a folder that does not.")
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    dumps.run("pg_dump", "--format=custom", "--no-owner", "--no-privileges",
              "--lock-wait-timeout=30s", f"--file={part / DATABASE}")  # fmt: skip
    if public.exists():
        # What is being replaced this moment has a name that begins with a dot.
        shutil.copytree(public, part / PUBLIC, ignore=_unfinished)
    manifest = Manifest(
        made_at=at.isoformat(timespec="seconds"),
        site_url=site_url,
        postgres=dumps.server_major(),
        migrations=gathered.newest(MigrationLoader(connection).applied_migrations),
        files={name: _digest(part / name) for name in _files(part)},
    )
    (part / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True))
    part.rename(folder)
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest of a whole backup this program can restore; raises Unusable."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise Unusable(f"{folder} is no backup: its {MANIFEST} cannot be read.") from error
    if manifest.format != FORMAT:
        raise Unusable(f"{folder} has format {manifest.format}; this program reads {FORMAT}.")
    for name, digest in manifest.files.items():
        file = folder / name
        if not file.is_file() or _digest(file) != digest:
            raise Unusable(f"{folder} is damaged: {name} is not what was written.")
    strange = manifest.migrations.items() - gathered.known_steps() - gathered.ends()
    earlier = {step for steps in gathered.gathered_steps() for step in steps}
    if strange & earlier:
        raise Unusable(
            f"{folder} was made by an Allclear too old for this one ({_apps(strange)}). Restore it "
            "with the version it was made by, bring that up to date and back it up again."
        )
    if strange:
        raise Unusable(f"{folder} was made by a newer Allclear ({_apps(strange)}).")
    return manifest


def _apps(steps: set[tuple[str, str]]) -> str:
    return ", ".join(sorted(app for app, _ in steps))


def restore_public(folder: Path, public: Path) -> int:
    """Put the published page back; readers see old or new files, the manifest comes last."""
    source = folder / PUBLIC
    if not source.exists():
        return 0
    names = sorted(_files(source), key=lambda name: (name == ".manifest.json", name))
    for name in names:
        target = public / name
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        shutil.copyfile(source / name, temporary)
        temporary.rename(target)
    for name in set(_files(public)) - set(names):
        (public / name).unlink()
    return len(names)


def _unfinished(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name.startswith(".") and name != ".manifest.json"}


def _files(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name not in {MANIFEST, ".lock"}:
            yield str(file.relative_to(folder))


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
