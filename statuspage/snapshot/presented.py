"""Notices as the templates show them: words, times in the page's zone, the banner."""

import re
from datetime import datetime, timedelta
from typing import Any

from statuspage.models import ComponentStatus, Notice, NoticeStatus, NoticeUpdate
from statuspage.snapshot.facts import NoticeFacts, SiteFacts
from statuspage.snapshot.times import Moment, duration, moment
from statuspage.snapshot.tones import IMPACT_TONES, ORDER, TONES, worse_tone

LONGEST_BANNER = 110


def when(facts: SiteFacts, at: datetime) -> Moment:
    return moment(at, facts.zone, now=facts.at)


def banner(facts: SiteFacts) -> dict[str, str]:
    """The one sentence a customer came for: their truth, not a category."""
    tone = max((TONES[one.status] for one in facts.components), key=ORDER.index, default="ok")
    checked = f"Checked {when(facts, facts.at).clock}."
    if not facts.unresolved:
        title = facts.sentence.description.capitalize()
        return {"tone": tone, "title": title, "detail": f"{checked} No open incidents."}
    first, *others = worst_first(facts)
    detail = [f"Since {when(facts, first.row.started_at).near}."]
    detail += [f"Also: {'; '.join(one.row.title for one in others)}."] if others else []
    if _rest_works(facts):
        detail.append("Everything else is working.")
    return {
        "tone": worse_tone(tone, _tone_now(first)),
        "title": customers_truth(first),
        "detail": " ".join(detail),
    }


def customers_truth(notice: NoticeFacts) -> str:
    """What it means for a customer: the latest word on impact, or the title."""
    impact = notice.updates[0].impact_text if notice.updates else ""
    sentence = re.split(r"(?<=[.!?])\s", impact.strip(), maxsplit=1)[0].rstrip(".")
    return sentence if 0 < len(sentence) <= LONGEST_BANNER else notice.row.title


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


def line(facts: SiteFacts, notice: NoticeFacts) -> dict[str, Any]:
    """A notice in one line of a list."""
    row = notice.row
    worst = max((worst for _, _, worst in notice.components), key=list(TONES).index, default="")
    return {
        "id": row.public_id,
        "url": f"/incidents/{row.public_id}/",
        "title": row.title,
        "open": notice.is_open,
        "tone": TONES[worst] if worst else IMPACT_TONES[row.shown_impact],
        "word": ComponentStatus(worst).label if worst else NoticeStatus(row.status).label,
        "names": ", ".join(component.name for component, _, _ in notice.components),
        "started": when(facts, row.started_at),
        "started_day": row.started_at.astimezone(facts.zone).date(),
        "lasted": duration(row.lasted(at=facts.at)),
    }


def shown(facts: SiteFacts, notice: NoticeFacts) -> dict[str, Any]:
    """A notice with everything said about it."""
    row = notice.row
    now = max((now for _, now, _ in notice.components), key=list(TONES).index, default="")
    troubled = now and now != ComponentStatus.OPERATIONAL
    promised = row.next_update_by
    late = promised is not None and promised < facts.at
    return {
        **line(facts, notice),
        "planned": window(facts, row),
        "tone": (TONES[now] if troubled else "degraded") if notice.is_open else "ok",
        "word": _word(notice, now if troubled else ""),
        "since": _ago(facts.at - row.started_at),
        "ended": when(facts, row.resolved_at) if row.resolved_at else None,
        "promise": when(facts, promised) if promised else None,
        "late": late,
        "late_by": duration(facts.at - promised) if promised and late else "",
        "kept": row.promises_kept,
        "promises": row.promises_kept + row.promises_late,
        "updates": [_update(facts, update) for update in notice.updates],
        "components": [
            {
                "name": component.name,
                "tone": TONES[status],
                "word": ComponentStatus(status).label,
            }
            for component, status, _ in notice.components
        ],
    }


def window(facts: SiteFacts, row: Notice) -> dict[str, Moment] | None:
    """From when to when maintenance is planned."""
    if row.scheduled_for is None or row.scheduled_until is None:
        return None
    return {"begins": when(facts, row.scheduled_for), "ends": when(facts, row.scheduled_until)}


def _word(notice: NoticeFacts, now: str) -> str:
    if not notice.is_open:
        return "Resolved"
    return ComponentStatus(now).label if now else NoticeStatus(notice.row.status).label


def steps(notice: NoticeFacts) -> list[dict[str, Any]]:
    """Where the incident stands on its way; reduced impact only where there was such a step."""
    if notice.row.is_maintenance:
        return _of_maintenance(notice)
    names = [NoticeStatus.INVESTIGATING.label, NoticeStatus.IDENTIFIED.label]
    if any(update.reduced for update in notice.updates):
        names.append("Reduced impact")
    names += [NoticeStatus.MONITORING.label, NoticeStatus.RESOLVED.label]
    current = notice.updates[0].word if notice.updates else names[0]
    return _on_the_way(names, current if notice.is_open else "")


def _of_maintenance(notice: NoticeFacts) -> list[dict[str, Any]]:
    said = {update.status for update in notice.updates}
    names = [NoticeStatus.SCHEDULED.label, NoticeStatus.IN_PROGRESS.label]
    if NoticeStatus.VERIFYING in said:
        names.append(NoticeStatus.VERIFYING.label)
    names.append("Cancelled" if notice.row.cancelled_at else NoticeStatus.COMPLETED.label)
    return _on_the_way(names, NoticeStatus(notice.row.status).label if notice.is_open else "")


def _on_the_way(names: list[str], current: str) -> list[dict[str, Any]]:
    place = names.index(current) if current in names else len(names)
    return [
        {"word": name, "done": number < place, "now": number == place}
        for number, name in enumerate(names)
    ]


def _ago(time: timedelta) -> str:
    return "just now" if time < timedelta(minutes=1) else f"{duration(time)} ago"


def _update(facts: SiteFacts, update: NoticeUpdate) -> dict[str, Any]:
    return {
        "word": update.word,
        "at": when(facts, update.display_at),
        "ago": _ago(facts.at - update.display_at),
        "status_text": update.status_text,
        "impact_text": update.impact_text,
        "action_text": update.action_text,
        "only_status": not update.impact_text and not update.action_text,
        "automatic": update.automatic,
        "changes": [
            {
                "name": change["name"],
                "old": ComponentStatus(change["old_status"]).label.lower(),
                "new": ComponentStatus(change["new_status"]).label.lower(),
            }
            for change in update.components
            if change["old_status"] != change["new_status"]
        ],
    }
