"""What the Updates tab shows, and what it would send."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from incidents import publishing
from incidents.comms import history
from incidents.comms.actions.post_update import line_of
from incidents.comms.beginning import initial, limits_of, newest_number
from incidents.comms.cadence import cadences_of
from incidents.comms.drafts import as_initial
from incidents.comms.forms import UpdateForm
from incidents.comms.mailing import draft_update, recipients_of, spelled
from incidents.comms.models import (
    Audience,
    Promise,
    Situation,
    Stage,
    Update,
    UpdateDraft,
)
from incidents.comms.words import Words
from incidents.publishing import ComponentValue
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 20
# Which of the previews is looked at: an audience's, by its slug, or this.
CHAT = "-chat"


def form_for(
    incident: Incident,
    user: User,
    *,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    start: str = "",
    draft: UpdateDraft | None = None,
) -> UpdateForm:
    """Bound to `data`; else begun with a template, or with a draft where none was asked for."""
    begun: dict[str, Any] | None = None
    audiences = list(Audience.objects.for_incident(incident).with_members())
    components = publishing.components()
    if data is None:
        begun = initial(incident, start, audiences=audiences, components=components, now=now)
        begun.update(as_initial(draft) if draft and not start else {})
    return UpdateForm(
        data,
        audiences=audiences,
        components=publishing.components_of(incident, among=components) or components,
        now=now,
        zone=ZoneInfo(user.time_zone or "UTC"),
        initial=begun,
    )


def audience_chips(incident: Incident, form: UpdateForm) -> list[dict[str, Any]]:
    """Who would be told, as in `countdowns`, and whether the box is ticked."""
    chosen = {one.pk for one in form.chosen()}
    chips = countdowns(incident, form.audience_rows, form.components)
    return [{**one, "checked": one["row"].pk in chosen} for one in chips]


def countdowns(
    incident: Incident, audiences: Sequence[Audience], components: Sequence[ComponentValue]
) -> list[dict[str, Any]]:
    """Each audience: how many are in it, how often they are told, and by when."""
    promises = {one.audience_id: one for one in Promise.objects.unsettled().for_incident(incident)}
    minutes = cadences_of(incident) if incident.is_open else {}
    ids = [one.public_id for one in components]
    return [
        {
            "row": one,
            "count": publishing.subscriber_count(ids)
            if one.public
            else len(recipients_of(one, incident)),
            "promise": promises.get(one.pk),
            "cadence": minutes.get(one.pk),
        }
        for one in audiences
    ]


def countdowns_of(incident: Incident) -> list[dict[str, Any]]:
    """As they stand now, for whoever has the tab open."""
    components = publishing.components()
    touched = publishing.components_of(incident, among=components) or components
    audiences = list(Audience.objects.for_incident(incident).with_members())
    return countdowns(incident, audiences, touched)


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


def preview_of(
    incident: Incident, form: UpdateForm, user: User, *, now: datetime
) -> list[dict[str, Any]]:
    """Each audience's text, made by the code that sends."""
    limits = limits_of(incident, now=now)
    update = _unsent(incident, form, user, now=now)
    shown = [
        _shown(update, words, words.next_update_at or limits.get(words.audience.pk), form, now=now)
        for words in form.wordings(limits)
    ]
    looked_at = form.data.get("shown")
    first = [] if looked_at == CHAT else shown[:1]
    current = [one for one in shown if one["audience"].slug == looked_at] or first
    for one in current:
        one["current"] = True
    return shown


def chat_of(incident: Incident, form: UpdateForm, user: User, *, now: datetime) -> dict[str, Any]:
    """The line that chats which follow the incident get, and whether it is looked at."""
    update = _unsent(incident, form, user, now=now)
    wordings = form.wordings(limits_of(incident, now=now))
    text = line_of(update, wordings) if wordings else ""
    return {"text": text, "by": str(user), "current": form.data.get("shown") == CHAT}


def _unsent(incident: Incident, form: UpdateForm, user: User, *, now: datetime) -> Update:
    form.is_valid()
    typed = form.cleaned_data
    situation = typed.get("public_status") or Situation.INVESTIGATING
    return Update(
        incident=incident,
        number=newest_number(incident) + 1,
        stage=typed.get("stage") or Stage.UPDATE,
        situation=situation if incident.is_open else Situation.RESOLVED,
        by=user,
        at=now,
    )


def letter_of(
    incident: Incident, draft: UpdateDraft | None, audience: Audience, user: User, *, now: datetime
) -> str:
    """The HTML of one audience's mail, of a person's draft."""
    data = QueryDict(mutable=True)
    for name, values in (draft.fields if draft else {}).items():
        data.setlist(name, values)
    data.setlist("audiences", [str(audience.pk)])
    shown = preview_of(incident, form_for(incident, user, now=now, data=data), user, now=now)
    return str(shown[0]["html"])


def _shown(
    update: Update, words: Words, due_at: datetime | None, form: UpdateForm, *, now: datetime
) -> dict[str, Any]:
    if not words.audience.public:
        draft = draft_update(update=update, words=words, due_at=due_at, at=now)
        return {
            "audience": words.audience,
            "subject": draft.subject,
            "text": draft.text,
            "html": draft.html,
        }
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
