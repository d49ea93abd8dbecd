"""Keep what somebody types, so that no closed window costs it."""

from collections.abc import Mapping
from datetime import datetime

from incidents.comms.models import UpdateDraft
from incidents.record.models import Incident
from portal.people.models import User

# What belongs to one form and not to its words.
OF_THE_FORM = {"csrfmiddlewaretoken", "key", "after", "meant", "shown", "wording", "action"}
MOST = 40_000


def keep_draft(
    *, incident: Incident, fields: Mapping[str, list[str]], by: User, at: datetime
) -> UpdateDraft | None:
    """One per person; without words there is none. What is too long to be sent is not kept."""
    kept = {
        name: [value.replace("\0", "") for value in values]
        for name, values in fields.items()
        if name not in OF_THE_FORM
    }
    words = "".join(
        value
        for name, values in kept.items()
        if name.rpartition("_")[2] in {"status", "impact", "action"} and name != "public_status"
        for value in values
    )
    if not words.strip():
        drop_draft(incident=incident, by=by, at=at)
        return None
    if sum(len(value) for values in kept.values() for value in values) > MOST:
        return None
    draft, _ = UpdateDraft.objects.update_or_create(
        incident=incident, person=by, defaults={"fields": kept, "saved_at": at}
    )
    return draft


def drop_draft(*, incident: Incident, by: User, at: datetime) -> None:
    UpdateDraft.objects.filter(incident=incident, person=by).delete()
