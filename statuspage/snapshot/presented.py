"""Notices as the templates show them: words in the edition's language, times in its zone."""

from datetime import datetime, timedelta
from typing import Any

from portal.web.prose import prose
from statuspage.models import ComponentStatus, Notice, NoticeStatus, NoticeUpdate
from statuspage.snapshot import times
from statuspage.snapshot.facts import NoticeFacts, SiteFacts
from statuspage.snapshot.speech import dated, say
from statuspage.snapshot.times import Moment, duration, moment
from statuspage.snapshot.tones import IMPACT_TONES, TONES

FIELDS = (("Status", "status_text"), ("Impact", "impact_text"), ("Action", "action_text"))
CANCELLED, POSTMORTEM = "Cancelled", "Report published"


def when(facts: SiteFacts, at: datetime) -> Moment:
    return moment(at, facts.zone, now=facts.at, language=facts.language)


def translated(facts: SiteFacts, words: dict[str, Any], own: str, key: str = "") -> tuple[str, str]:
    """The text in the edition's language, or the page's own and that language's code."""
    found = words.get(facts.language, "")
    if key:
        found = found.get(key, "") if isinstance(found, dict) else ""
    if isinstance(found, str) and found.strip():
        return found, ""
    foreign = own and facts.language != facts.own_language
    return own, facts.own_language if foreign else ""


def title_of(facts: SiteFacts, row: Notice) -> str:
    return translated(facts, row.translations, row.title)[0]


def line(facts: SiteFacts, notice: NoticeFacts) -> dict[str, Any]:
    """A notice in one line of a list."""
    row = notice.row
    worst = max((worst for _, _, worst in notice.components), key=list(TONES).index, default="")
    tone, word = TONES.get(worst, IMPACT_TONES[row.shown_impact]), worst
    label = ComponentStatus(word).label if worst else NoticeStatus(row.status).label
    if row.is_maintenance:
        tone, label = "maint", CANCELLED if row.cancelled_at else NoticeStatus(row.status).label
    title, lang = translated(facts, row.translations, row.title)
    return {
        "id": row.public_id,
        "url": f"{facts.root}/incidents/{row.public_id}/",
        "title": title,
        "title_lang": lang,
        "open": notice.is_open,
        "maintenance": row.is_maintenance,
        "cancelled": row.cancelled_at is not None,
        "has_report": row.report_published_at is not None,
        "tone": tone,
        "word": say(facts.language, label),
        "names": ", ".join(component.name for component, _, _ in notice.components),
        "started": when(facts, row.started_at),
        "started_day": row.started_at.astimezone(facts.zone).date(),
        "lasted": duration(row.lasted(at=facts.at), facts.language),
        "planned": window(facts, row),
    }


def shown(facts: SiteFacts, notice: NoticeFacts) -> dict[str, Any]:
    """A notice with everything said about it."""
    row, language = notice.row, facts.language
    promised = row.next_update_by
    late = promised is not None and promised < facts.at
    return {
        **line(facts, notice),
        "planned_only": notice.is_planned,
        "tone": _tone(notice),
        "word": say(language, _word(notice)),
        "since": _ago(facts, facts.at - row.started_at),
        "ended": when(facts, row.resolved_at) if row.resolved_at else None,
        "rescheduled": row.is_maintenance and row.sequence > 0,
        "overdue": _overdue(facts, notice),
        "promise": when(facts, promised) if promised else None,
        "late": late,
        "late_by": duration(facts.at - promised, language) if promised and late else "",
        "kept": row.promises_kept,
        "promises": row.promises_kept + row.promises_late,
        "report": prose(row.report) if row.report_published_at else "",
        "report_lang": facts.own_language if language != facts.own_language else "",
        "reported": when(facts, row.report_published_at) if row.report_published_at else None,
        "updates": [_update(facts, notice, update) for update in notice.updates],
        "components": [
            {
                "name": component.name,
                "tone": TONES[status],
                "word": say(language, ComponentStatus(status).label),
            }
            for component, status, _ in notice.components
        ],
    }


def window(facts: SiteFacts, row: Notice) -> dict[str, Any] | None:
    """From when to when maintenance is planned, and that in words."""
    begins, ends = row.scheduled_for, row.scheduled_until
    if begins is None or ends is None:
        return None
    return {
        "begins": when(facts, begins),
        "ends": when(facts, ends),
        "words": times.window(begins, ends, facts.zone, language=facts.language),
        "day": dated(facts.language, begins.astimezone(facts.zone).date()),
        "takes": duration(ends - begins, facts.language),
    }


def _overdue(facts: SiteFacts, notice: NoticeFacts) -> bool:
    until = notice.row.scheduled_until
    running = notice.is_open and not notice.is_planned
    return running and until is not None and until < facts.at


def _now(notice: NoticeFacts) -> str:
    """The worst it does to a component now, or nothing."""
    now = max((now for _, now, _ in notice.components), key=list(TONES).index, default="")
    return "" if now == ComponentStatus.OPERATIONAL else now


def _tone(notice: NoticeFacts) -> str:
    row, now = notice.row, _now(notice)
    if not notice.is_open:
        return "maint" if row.cancelled_at else "ok"
    if row.is_maintenance and (notice.is_planned or not now):
        return "maint"
    return TONES[now] if now else "degraded"


def _word(notice: NoticeFacts) -> str:
    row, now = notice.row, _now(notice)
    if row.is_maintenance:
        if notice.is_planned:
            return "Planned"
        return CANCELLED if row.cancelled_at else NoticeStatus(row.status).label
    if notice.is_open:
        return ComponentStatus(now).label if now else NoticeStatus(row.status).label
    return POSTMORTEM if row.report_published_at else "Resolved"


def steps(notice: NoticeFacts, language: str = "en") -> list[dict[str, Any]]:
    """Where the incident stands on its way; reduced impact only where there was such a step."""
    if notice.row.is_maintenance:
        return _of_maintenance(notice, language)
    names = [NoticeStatus.INVESTIGATING.label, NoticeStatus.IDENTIFIED.label]
    if any(update.reduced for update in notice.updates):
        names.append("Reduced impact")
    names += [NoticeStatus.MONITORING.label, NoticeStatus.RESOLVED.label]
    if notice.row.report_published_at:
        names.append(POSTMORTEM)
    current = notice.updates[0].word if notice.updates else names[0]
    return _on_the_way(names, current if notice.is_open else "", language)


def _of_maintenance(notice: NoticeFacts, language: str) -> list[dict[str, Any]]:
    said = {update.status for update in notice.updates}
    names = ["Planned", NoticeStatus.IN_PROGRESS.label]
    if NoticeStatus.VERIFYING in said:
        names.append(NoticeStatus.VERIFYING.label)
    names.append(NoticeStatus.COMPLETED.label)
    if notice.row.cancelled_at:
        names = ["Planned", CANCELLED]
    current = "Planned" if notice.is_planned else NoticeStatus(notice.row.status).label
    return _on_the_way(names, current if notice.is_open else "", language)


def _on_the_way(names: list[str], current: str, language: str) -> list[dict[str, Any]]:
    place = names.index(current) if current in names else len(names)
    return [
        {"word": say(language, name), "done": number < place, "now": number == place}
        for number, name in enumerate(names)
    ]


def _ago(facts: SiteFacts, time: timedelta) -> str:
    if time < timedelta(minutes=1):
        return say(facts.language, "just now")
    return say(facts.language, "{time} ago", time=duration(time, facts.language))


def _update(facts: SiteFacts, notice: NoticeFacts, update: NoticeUpdate) -> dict[str, Any]:
    parts = []
    for name, key in FIELDS:
        text, lang = translated(facts, update.translations, getattr(update, key), key)
        if text:
            parts.append({"name": say(facts.language, name), "text": text, "lang": lang})
    word = POSTMORTEM if update.status == NoticeStatus.POSTMORTEM else update.word
    if update.status == NoticeStatus.SCHEDULED:
        word = "Planned"
    if notice.row.cancelled_at and update.status == NoticeStatus.COMPLETED:
        word = CANCELLED
    return {
        "word": say(facts.language, word),
        "at": when(facts, update.display_at),
        "ago": _ago(facts, facts.at - update.display_at),
        "status_text": parts[0]["text"] if parts else "",
        "impact_text": update.impact_text,
        "action_text": update.action_text,
        "parts": parts,
        "only_status": len(parts) == 1,
        "automatic": update.automatic,
        "edited": when(facts, update.edited_at) if update.edited_at else None,
        "changes": [
            {
                "name": change["name"],
                "old": _state(facts, change["old_status"]),
                "new": _state(facts, change["new_status"]),
            }
            for change in update.components
            if change["old_status"] != change["new_status"]
        ],
    }


def _state(facts: SiteFacts, status: str) -> str:
    return say(facts.language, ComponentStatus(status).label).lower()
