"""What people are writing, for the composer and for colleagues."""

import difflib
from dataclasses import dataclass
from typing import Any

from incidents.comms.forms import PARTS, UpdateForm
from incidents.comms.models import Update, UpdateDraft
from incidents.record.models import Incident
from portal.people.models import User


@dataclass(frozen=True)
class Drafts:
    """One's own, and those of colleagues, newest first."""

    own: UpdateDraft | None
    others: list[UpdateDraft]


def drafts_of(incident: Incident, user: User) -> Drafts:
    found = list(UpdateDraft.objects.of(incident))
    own = next((one for one in found if one.person_id == user.pk), None)
    return Drafts(own, [one for one in found if one.person_id != user.pk])


def taken_over(drafts: Drafts, whose: str) -> UpdateDraft | None:
    """The draft to go on with: a colleague's where it was asked for, else one's own."""
    if whose.isdecimal():
        return next((one for one in drafts.others if one.person_id == int(whose)), drafts.own)
    return drafts.own


def as_initial(draft: UpdateDraft) -> dict[str, Any]:
    """The composer's fields as they were typed; a box that was not ticked is not."""
    typed = {name: values[0] for name, values in draft.fields.items() if values}
    audiences = [int(one) for one in draft.fields.get("audiences", []) if one.isdecimal()]
    return {**typed, "audiences": audiences, "tell_subscribers": "tell_subscribers" in typed}


def difference(theirs: str, mine: str) -> list[tuple[str, bool]]:
    """Their words in runs, and whether a run is not in mine."""
    their_words, my_words = theirs.split(), mine.split()
    runs = difflib.SequenceMatcher(a=my_words, b=their_words, autojunk=False).get_opcodes()
    return [
        (" ".join(their_words[start:end]), kind != "equal")
        for kind, _, _, start, end in runs
        if end > start
    ]


def said_meanwhile(update: Update, form: UpdateForm) -> list[dict[str, Any]]:
    """Of each audience of a colleague's update, part by part, what differs from the form."""
    told = []
    for words in update.wordings.select_related("audience").order_by("audience__position"):
        parts = []
        for part in PARTS:
            own = form.data.get(f"own_{words.audience.slug}_{part}", "")
            runs = difference(getattr(words, part), own or form.data.get(part, ""))
            if runs:
                parts.append({"name": part.capitalize(), "runs": runs})
        told.append({"audience": words.audience, "parts": parts})
    return told
