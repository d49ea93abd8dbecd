"""What the Updates tab shows, and what it would send."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from incidents import publishing
from incidents.catalog.models import Service
from incidents.comms import history
from incidents.comms.cadence import cadences_of, latest
from incidents.comms.forms import PARTS, UpdateForm
from incidents.comms.holding import last_said, situation_for
from incidents.comms.lint import Remark, lint, missing
from incidents.comms.mailing import draft_update, recipients_of, spelled
from incidents.comms.models import Audience, Promise, Situation, Stage, Update, Wording
from incidents.comms.starters import starter
from incidents.comms.words import Words
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 20


def form_for(
    incident: Incident,
    user: User,
    *,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    start: str = "",
) -> UpdateForm:
    return UpdateForm(
        data,
        audiences=list(Audience.objects.for_incident(incident)),
        components=publishing.components_of(incident) or publishing.components(),
        now=now,
        zone=ZoneInfo(user.time_zone or "UTC"),
        initial=None if data is not None else _initial(incident, start),
    )


def _initial(incident: Incident, start: str) -> dict[str, Any]:
    owed = set(
        Promise.objects.unsettled().for_incident(incident).values_list("audience_id", flat=True)
    )
    chosen = [
        one
        for one in Audience.objects.for_incident(incident)
        if one.pk in owed or (not owed and one in Audience.objects.told_of(incident))
    ]
    newest = newest_number(incident)
    begin = starter(start)
    text = begin or (_said_last(incident, chosen) if start == "last" else None)
    return {
        "key": uuid.uuid4().hex,
        "after": newest,
        "audiences": [one.pk for one in chosen],
        "title": incident.title if fit_for_customers(incident.title) else "",
        "tell_subscribers": True,
        "stage": begin.stage if begin else Stage.UPDATE if newest else Stage.ACKNOWLEDGEMENT,
        "public_status": begin.situation if begin else situation_for(incident, public=False),
        **({part: getattr(text, part) for part in PARTS} if text else {}),
    }


def _said_last(incident: Incident, chosen: list[Audience]) -> Wording | None:
    """The newest words; where customers read too, only words that they have read."""
    readers = [one for one in chosen if one.public] or chosen
    found = [last for one in readers if (last := last_said(incident, one)) is not None]
    return max(found, key=lambda one: one.update.number, default=None)


def newest_number(incident: Incident) -> int:
    newest = Update.objects.filter(incident=incident).newest_first().first()
    return newest.number if newest else 0


def internal_names() -> list[str]:
    """Names of services that customers know by another name, or not at all."""
    public = {component.name for component in publishing.components()}
    return [name for name in Service.objects.values_list("name", flat=True) if name not in public]


def fit_for_customers(title: str) -> bool:
    return not lint(title, internal_names=internal_names())


def limits_of(incident: Incident, *, now: datetime) -> dict[int, datetime | None]:
    """By when each audience must hear again, said now."""
    if not incident.is_open:
        return {}
    return {
        audience: latest(incident, minutes, at=now)
        for audience, minutes in cadences_of(incident).items()
    }


def chosen_of(form: UpdateForm) -> list[Audience]:
    ids = {str(value) for value in form["audiences"].value() or []}
    return [one for one in form.audience_rows if str(one.pk) in ids]


def audience_chips(incident: Incident, form: UpdateForm) -> list[dict[str, Any]]:
    """Who would be told: how many, how often, by when, and whether the box is ticked."""
    promises = {one.audience_id: one for one in Promise.objects.unsettled().for_incident(incident)}
    chosen = {one.pk for one in chosen_of(form)}
    minutes = cadences_of(incident) if incident.is_open else {}
    ids = [one.public_id for one in form.components]
    return [
        {
            "row": one,
            "checked": one.pk in chosen,
            "count": publishing.subscriber_count(ids)
            if one.public
            else len(recipients_of(one, incident)),
            "promise": promises.get(one.pk),
            "cadence": minutes.get(one.pk),
        }
        for one in form.audience_rows
    ]


def reach(chips: list[dict[str, Any]], form: UpdateForm) -> list[str]:
    """Who would be told, in words: "4,120 subscribers and the status page", "3 in Executives"."""
    mailed = bool(form["tell_subscribers"].value())
    words = []
    for chip in chips:
        if not chip["checked"]:
            continue
        count = chip["count"]
        if not chip["row"].public:
            words.append(f"{count:,} in {chip['row']}")
        elif mailed:
            people = "subscriber" if count == 1 else "subscribers"
            words.append(f"{count:,} {people} and the status page")
        else:
            words.append("the status page, without mail")
    return words


def remarks_on(incident: Incident, form: UpdateForm, *, now: datetime) -> dict[str, list[Remark]]:
    """What each field could do better; customers' eyes count where they are chosen."""
    if not form.is_bound:
        return {}
    public = any(one.public for one in chosen_of(form))
    names = internal_names() if public else []
    said = {part: form.data.get(part, "") for part in PARTS}
    found = {
        part: lint(text, public=public, internal_names=names) + missing(part, text)
        for part, text in said.items()
    }
    if public:
        found["title"] = lint(form.data.get("title", ""), internal_names=names)
    found["next_by"] = _of_the_promise(incident, form, now=now)
    return found


def _of_the_promise(incident: Incident, form: UpdateForm, *, now: datetime) -> list[Remark]:
    form.is_valid()
    wanted = form.cleaned_data.get("next_by")
    limits = limits_of(incident, now=now)
    chosen = [limit for one in chosen_of(form) if (limit := limits.get(one.pk)) is not None]
    if wanted is None or not chosen or wanted <= max(chosen):
        return []
    latest_words = spelled(max(chosen), now=now)
    return [Remark(spelled(wanted, now=now), f"Policy promises a word by {latest_words}.")]


def preview_of(
    incident: Incident, form: UpdateForm, user: User, *, now: datetime
) -> list[dict[str, Any]]:
    """Each audience's text, made by the code that sends."""
    form.is_valid()
    limits = limits_of(incident, now=now)
    typed = form.cleaned_data
    update = Update(
        incident=incident,
        number=newest_number(incident) + 1,
        stage=typed.get("stage") or Stage.UPDATE,
        situation=(typed.get("public_status") or Situation.INVESTIGATING)
        if incident.is_open
        else Situation.RESOLVED,
        by=user,
        at=now,
    )
    shown = [
        _shown(update, words, words.next_update_at or limits.get(words.audience.pk), form, now=now)
        for words in form.wordings(limits)
    ]
    looked_at = form.data.get("shown")
    current = [one for one in shown if one["audience"].slug == looked_at] or shown[:1]
    for one in current:
        one["current"] = True
    return shown


def _shown(
    update: Update, words: Words, due_at: datetime | None, form: UpdateForm, *, now: datetime
) -> dict[str, Any]:
    if not words.audience.public:
        draft = draft_update(update=update, words=words, due_at=due_at, at=now)
        return {"audience": words.audience, "subject": draft.subject, "text": draft.text}
    return {
        "audience": words.audience,
        "title": public_title(update.incident) or form.cleaned_data.get("title", ""),
        "situation": update.get_situation_display(),
        "promise": spelled(due_at, now=now) if due_at else "",
        "words": {
            "only_status": not words.impact and not words.action,
            "parts": [
                {"name": name, "text": text, "lang": ""}
                for name, text in (
                    ("Status", words.status),
                    ("Impact", words.impact),
                    ("Action", words.action),
                )
                if text
            ],
        },
    }


def public_title(incident: Incident) -> str:
    """The title of the notice an update would continue; nothing where it opens one."""
    if not publishing.continues(incident, status=Situation.INVESTIGATING):
        return ""
    opened = Update.objects.filter(incident=incident).exclude(title="").newest_first().first()
    return opened.title if opened else incident.title


def asks_for_title(incident: Incident, form: UpdateForm) -> bool:
    """Customers may be told, and no notice speaks of it yet."""
    return any(one.public for one in form.audience_rows) and not public_title(incident)


def promises_shown(incident: Incident, *, now: datetime) -> dict[str, Any]:
    promises = list(
        Promise.objects.for_incident(incident)
        .select_related("audience", "update__by", "held_by")
        .newest_first()[:100]
    )
    shown = history.lanes(promises, now=now)
    return {
        "lanes": shown,
        "lines": history.newest_first(shown)[:SHOWN],
        "counted": history.counted(promises),
        "width": history.WIDTH,
    }
