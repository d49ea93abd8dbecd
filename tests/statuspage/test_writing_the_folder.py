"""What many writers put down is whole, or it is not published."""

import gzip
import random
from pathlib import Path

import brotli
import pytest

from statuspage.snapshot import folder
from statuspage.snapshot.documents import LARGE_WINDOW, SMALL_WINDOW, Document
from statuspage.snapshot.folder import read_manifest, write_site

NOON = "2026-11-19T12:00:00+00:00"


def pages(count: int, *, word: str = "fine") -> list[Document]:
    return [
        Document(f"/incidents/n{number}/", f"{word} {number}".encode() * 200, "text/html")
        for number in range(count)
    ]


def test_every_file_says_the_same_in_each_encoding(tmp_path: Path) -> None:
    long = random.Random(7).randbytes(200_000)

    write_site(
        tmp_path, [*pages(40), Document("/long/", long, "text/html")], revision=1, made_at=NOON
    )

    rows = read_manifest(tmp_path).rows
    assert len(rows) == 41
    for row in rows.values():
        body = (tmp_path / row["file"]).read_bytes()
        assert gzip.decompress((tmp_path / f"{row['file']}.gz").read_bytes()) == body
        assert brotli.decompress((tmp_path / f"{row['file']}.br").read_bytes()) == body


def test_a_small_window_costs_no_size() -> None:
    body = b"".join(page.body for page in pages(60))[: 2**SMALL_WINDOW - 17]

    large = brotli.compress(body, quality=9, lgwin=LARGE_WINDOW)

    assert len(Document("/", body, "text/html").brotli) <= len(large) * 1.02


def test_a_file_that_cannot_be_written_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(tmp_path, pages(20), revision=1, made_at=NOON)
    whole = folder.write_whole

    def full(target: Path, content: bytes) -> None:
        if "n13" in str(target):
            raise OSError("No space left on device")
        whole(target, content)

    monkeypatch.setattr(folder, "write_whole", full)
    with pytest.raises(OSError, match="No space left"):
        write_site(tmp_path, pages(20, word="worse"), revision=2, made_at=NOON)

    assert read_manifest(tmp_path).revision == 1
