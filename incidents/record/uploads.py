"""What people may attach: pictures, PDF and text, judged by their bytes and never by their
name. A picture is drawn anew, so that nothing but its pixels is kept."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string

from incidents.record.masking import masked
from incidents.record.models.attachment import AttachmentKind

LARGEST = 10 * 1024 * 1024
MOST_FILES = 3
LONGEST_NAME = 120
# How PNG, JPEG, GIF and WebP begin.
_BEGIN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_ENDINGS = {
    AttachmentKind.PNG: ".png",
    AttachmentKind.JPEG: ".jpg",
    AttachmentKind.WEBP: ".webp",
    AttachmentKind.PDF: ".pdf",
}
_TEXT_ENDINGS = (".txt", ".log", ".json", ".csv", ".md", ".yaml", ".yml", ".har", ".sql")
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<svg|<script|<head|<body)", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w .()+@-]+")


class CannotAttach(ValueError):
    """The file is not accepted; the text says why and what to do."""


@dataclass(frozen=True)
class Upload:
    """A file fit to be kept: cleaned, with its secrets hidden."""

    name: str
    kind: AttachmentKind
    content: bytes
    hidden: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def lines(self) -> int:
        return self.content.count(b"\n") + 1 if self.kind == AttachmentKind.LOG else 0

    def told(self) -> dict[str, str | int]:
        """What the entry says of it."""
        return {
            "name": self.name,
            "kind": self.kind.value,
            "size": len(self.content),
            "lines": self.lines,
            "sha256": self.sha256,
        }


def examined(name: str, content: bytes) -> Upload:
    """Raises CannotAttach."""
    shown = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")[-80:]
    if not content:
        raise CannotAttach(f"{shown} is empty.")
    if len(content) > LARGEST:
        raise CannotAttach(f"{shown} is larger than 10 MB: attach the part that matters.")
    if content.startswith(b"%PDF-"):
        return Upload(_ending(shown, AttachmentKind.PDF), AttachmentKind.PDF, content)
    picture = _picture(shown, content)
    return picture or _text(shown, content)


def log(text: str, name: str) -> Upload:
    """A pasted log whose secrets are hidden already."""
    return Upload(name, AttachmentKind.LOG, text.encode())


def _ending(name: str, kind: AttachmentKind) -> str:
    stem = name.rpartition(".")[0] or name or "file"
    return f"{stem}{_ENDINGS[kind]}"[-LONGEST_NAME:]


def _picture(name: str, content: bytes) -> Upload | None:
    """What draws is loaded for the first picture: most processes never see one."""
    if not content.startswith(_BEGIN):
        return None
    draw: Callable[[bytes], tuple[AttachmentKind, bytes] | None]
    draw = import_string("incidents.record.pictures.drawn_anew")
    try:
        drawn = draw(content)
    except ValueError as error:
        raise CannotAttach(f"{name} {error}") from error
    if drawn is None:
        return None
    kind, kept = drawn
    if len(kept) > LARGEST:
        raise CannotAttach(f"{name} is larger than 10 MB when drawn anew: crop it.")
    return Upload(_ending(name, kind), kind, kept)


def _text(name: str, content: bytes) -> Upload:
    refusal = f"{name} is no picture (PNG, JPEG, WebP, GIF), no PDF and no plain text."
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotAttach(refusal) from error
    if "\0" in text or _MARKUP.match(text) or not name.lower().endswith(_TEXT_ENDINGS):
        raise CannotAttach(f"{refusal} Pages, drawings and programs are not accepted.")
    text, hidden = masked(text)
    return Upload(name, AttachmentKind.LOG, text.encode(), hidden)
