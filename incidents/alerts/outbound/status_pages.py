"""Reading a vendor's status page: asked politely, bounded, and never led elsewhere."""

from dataclasses import dataclass

from incidents.alerts.outbound.vendor_pages import BrokenPage, Reading, reading_of, summary_url
from portal.post.channels.outside import NoAnswer, NotAllowed, ask

SECONDS = 10.0
MOST_BYTES = 1024 * 1024
FINE, SAME = 200, 304


class Unreadable(Exception):
    """Their page could not be read; `again_after` seconds when it said so itself."""

    def __init__(self, why: str, again_after: float = 0.0) -> None:
        super().__init__(why)
        self.again_after = again_after


@dataclass(frozen=True)
class Read:
    """What it says now, or nothing where it is as before; and how to ask next time."""

    reading: Reading | None
    etag: str = ""
    last_modified: str = ""


def read_page(page: str, *, only: list[str], etag: str = "", last_modified: str = "") -> Read:
    """Raises Unreadable with words for whoever looks at the vendor."""
    marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: mark for name, mark in marks.items() if mark}
    try:
        answer = ask(
            "GET",
            summary_url(page),
            headers={"Accept": "application/json", "User-Agent": "Allclear", **headers},
            listed=True,
            seconds=SECONDS,
            most=MOST_BYTES + 1,
        )
    except NotAllowed as error:
        raise Unreadable(str(error)) from error
    except (OSError, NoAnswer) as error:
        raise Unreadable("Their page does not answer.") from error
    if answer.status == SAME:
        return Read(None, etag, last_modified)
    if answer.status != FINE:
        raise Unreadable(f"Their page answers {answer.status}.", answer.retry_after)
    if len(answer.body) > MOST_BYTES:
        raise Unreadable("Their page is larger than 1 MB.")
    try:
        reading = reading_of(answer.body, only=only)
    except BrokenPage as error:
        raise Unreadable(str(error)) from error
    return Read(reading, _mark(answer.etag), _mark(answer.last_modified)[:60])


def _mark(told: str) -> str:
    """A mark too long or too odd to be sent back is forgotten."""
    fits = len(told) <= 200 and told.isascii() and told.isprintable()  # noqa: PLR2004
    return told if fits else ""
