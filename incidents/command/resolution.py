"""What the resolution screen shows: who hears, how many they are, what each of them reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incidents import publishing
from incidents.command.forms.ending import TellingForm
from incidents.comms.beginning import internal_names, newest_number
from incidents.comms.composer import public_title
from incidents.comms.lint import Remark, lint
from incidents.comms.mailing import draft_update, recipients_of
from incidents.comms.models import Audience, Situation, Update
from incidents.comms.words import Words
from incidents.record.models import Incident
from portal.people.models import User


def reach(incident: Incident, told: Sequence[Audience]) -> list[str]:
    """ "4,120 subscribers", "3 in Executives"."""
    words = []
    for one in told:
        if not one.public:
            words.append(f"{len(recipients_of(one, incident)):,} in {one}")
            continue
        count = publishing.subscriber_count(
            [component.public_id for component in publishing.components()]
        )
        words.append(f"{count:,} subscriber{'' if count == 1 else 's'} and the status page")
    return words


def remarks(form: TellingForm) -> list[Remark]:
    """What customers could not use in the words that they would read."""
    if not any(one.public for one in form.told):
        return []
    public = next(one for one in form.told if one.public)
    text = form.data.get(f"own_{public.slug}") or form.data.get("words", "")
    return lint(text, internal_names=internal_names(), settled=True)


def previews(
    incident: Incident,
    form: TellingForm,
    user: User,
    *,
    stage: str,
    situation: Situation,
    now: datetime,
) -> list[dict[str, Any]]:
    """Each audience's text, made by the code that sends."""
    update = Update(
        incident=incident,
        number=newest_number(incident) + 1,
        stage=stage,
        situation=situation,
        by=user,
        at=now,
    )
    shown = []
    for one in form.told:
        text = form.data.get(f"own_{one.slug}", "").strip() or form.data.get("words", "").strip()
        if not text:
            continue
        if one.public:
            title = public_title(incident) or incident.title
            shown.append({"audience": one, "title": title, "text": text})
        else:
            draft = draft_update(update=update, words=Words(one, text), due_at=None, at=now)
            shown.append({"audience": one, "title": draft.subject, "text": draft.text})
    return shown


def telling(incident: Incident, form: TellingForm, user: User, **how: Any) -> dict[str, Any]:
    told = form.told
    return {
        "told": told,
        "reach": reach(incident, told),
        "remarks": remarks(form) if form.is_bound else [],
        "previews": previews(incident, form, user, **how) if form.is_bound else [],
    }
