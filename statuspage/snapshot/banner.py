"""The one sentence a customer came for: their truth, not a category."""

import re
from typing import Any

from statuspage.models import Announcement, ComponentStatus
from statuspage.snapshot.facts import NoticeFacts, SiteFacts
from statuspage.snapshot.presented import title_of, translated, when
from statuspage.snapshot.speech import counted, say
from statuspage.snapshot.tones import IMPACT_TONES, ORDER, TONES, worse_tone

LONGEST_BANNER = 110


def banner(facts: SiteFacts) -> dict[str, Any]:
    tone = max((TONES[one.status] for one in facts.components), key=ORDER.index, default="ok")
    if not facts.unresolved:
        title = say(facts.language, facts.sentence.description.capitalize())
        return {"tone": tone, "title": title, "title_lang": "", "detail": _quiet(facts)}
    first, *others = worst_first(facts)
    language = facts.language
    since = when(facts, first.row.started_at).near
    detail = [say(language, "Since {time}.", time=since)]
    if others:
        titles = "; ".join(title_of(facts, one.row) for one in others)
        detail.append(say(language, "Also: {titles}.", titles=titles))
    if _rest_works(facts):
        detail.append(say(language, "Everything else is working."))
    title, lang = customers_truth(facts, first)
    return {
        "tone": worse_tone(tone, _tone_now(first)),
        "title": title,
        "title_lang": lang,
        "detail": " ".join(detail),
    }


def _quiet(facts: SiteFacts) -> str:
    """No incident is open: what else there is to know."""
    language = facts.language
    checked = say(language, "Checked {time}.", time=when(facts, facts.at).clock)
    ends = [one.row.scheduled_until for one in facts.under_way if one.row.scheduled_until]
    if ends and max(ends) > facts.at:
        until = when(facts, max(ends)).near
        words = say(language, "Maintenance is in progress, planned until {time}.", time=until)
        return f"{checked} {words}"
    if ends:
        return f"{checked} {say(language, 'Maintenance takes longer than planned.')}"
    if facts.soon:
        words = counted(
            language,
            len(facts.soon),
            "No open incidents; one maintenance window this week.",
            "No open incidents; {n} maintenance windows this week.",
        )
        return f"{checked} {words}"
    return f"{checked} {say(language, 'No open incidents.')}"


def customers_truth(facts: SiteFacts, notice: NoticeFacts) -> tuple[str, str]:
    """What it means for a customer: the latest word on impact, or the title; and the language
    where it is another than the page's."""
    if notice.updates:
        newest = notice.updates[0]
        impact, lang = translated(facts, newest.translations, newest.impact_text, "impact_text")
        sentence = re.split(r"(?<=[.!?])\s", impact.strip(), maxsplit=1)[0].rstrip(".")
        if 0 < len(sentence) <= LONGEST_BANNER:
            return sentence, lang
    return translated(facts, notice.row.translations, notice.row.title)


def announced(facts: SiteFacts, row: Announcement) -> dict[str, Any]:
    title, lang = translated(facts, row.translations, row.title, "title")
    text, text_lang = translated(facts, row.translations, row.text, "text")
    return {
        "id": row.public_id,
        "tone": row.tone,
        "title": title,
        "title_lang": lang,
        "text": text,
        "text_lang": text_lang,
        "link": row.link,
    }


def worst_first(facts: SiteFacts) -> list[NoticeFacts]:
    """Open notices: the worst now, among equals the oldest."""
    return sorted(facts.unresolved, key=_weight, reverse=True)


def _weight(notice: NoticeFacts) -> tuple[int, float]:
    return ORDER.index(_tone_now(notice)), -notice.row.started_at.timestamp()


def _tone_now(notice: NoticeFacts) -> str:
    """How bad it is now; open and nothing wrong any more is still watched."""
    tones = [TONES[now] for _, now, _ in notice.components]
    if not tones:
        return IMPACT_TONES[notice.row.shown_impact]
    return worse_tone("degraded", max(tones, key=ORDER.index))


def _rest_works(facts: SiteFacts) -> bool:
    named = {component.pk for one in facts.unresolved for component, _, _ in one.components}
    rest = [one for one in facts.components if one.row.pk not in named]
    return bool(rest) and all(one.status == ComponentStatus.OPERATIONAL for one in rest)
