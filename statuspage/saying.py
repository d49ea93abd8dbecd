"""An update in the words of a language: what every channel says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from statuspage.models import Component, Notice, NoticeUpdate, Page
from statuspage.spoken import time_in, words_in

# Where each recipient's own links come in.
LEAVE = "{{leave}}"
MANAGE = "{{manage}}"


@dataclass(frozen=True)
class Said:
    """An update in one language, ready for any channel."""

    word: str
    title: str
    parts: list[tuple[str, str]]
    changes: list[tuple[str, str]]
    planned: str
    promise: str
    url: str
    words: dict[str, str]

    @property
    def headline(self) -> str:
        return f"{self.word}: {self.title}"

    @property
    def button(self) -> str:
        return self.words["see_work" if self.planned else "see"]

    @property
    def plain(self) -> bool:
        """Nothing but one text, which needs no name."""
        return len(self.parts) == 1


def said_in(
    language: str,
    update: NoticeUpdate,
    notice: Notice,
    page: Page,
    components: Sequence[Component],
    *,
    reminder: bool = False,
) -> Said:
    """The update in a language, as far as there are words in it; the rest in the page's."""
    words, zone = words_in(language), ZoneInfo(page.time_zone)
    texts = update.translations.get(language, {})
    parts = [
        (words[name], texts.get(f"{name}_text") or str(getattr(update, f"{name}_text")))
        for name in ("status", "impact", "action")
    ]
    promised = update.next_update_by
    return Said(
        word=_word(update, notice, words, reminder=reminder),
        title=notice.translations.get(language) or notice.title,
        parts=[(name, text) for name, text in parts if text],
        changes=_changes(update, words, components),
        planned=_window(notice, language, zone),
        promise=words["promise"].format(time=time_in(language, promised, zone)) if promised else "",
        url=f"{settings.SITE_URL}/incidents/{notice.public_id}/",
        words=words,
    )


def _word(update: NoticeUpdate, notice: Notice, words: dict[str, str], *, reminder: bool) -> str:
    if reminder:
        return words["reminder"]
    if notice.cancelled_at is not None:
        return words["cancelled"]
    return words["reduced" if update.reduced else str(update.status)]


def _changes(
    update: NoticeUpdate, words: dict[str, str], components: Sequence[Component]
) -> list[tuple[str, str]]:
    known = {one.public_id for one in components}
    return [
        (one["name"], words[one["new_status"]]) for one in update.components if one["code"] in known
    ]


def _window(notice: Notice, language: str, zone: ZoneInfo) -> str:
    begins, ends = notice.scheduled_for, notice.scheduled_until
    if begins is None or ends is None:
        return ""
    return words_in(language)["until"].format(
        begins=time_in(language, begins, zone), ends=time_in(language, ends, zone)
    )
