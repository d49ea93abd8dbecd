"""Keep a link where everybody finds it."""

from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.set_bridge import NotALink
from incidents.record.models import Incident, PinnedLink
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line

LONGEST = 500
_is_link = URLValidator(schemes=["https", "http"])


@transaction.atomic
def pin_link(
    *, incident: Incident, url: str, label: str = "", by: User | None, at: datetime
) -> PinnedLink:
    """Pinning an address again renames it. Raises NotALink."""
    url = url.strip()
    try:
        _is_link(url)
    except ValidationError as error:
        raise NotALink("That is no link: write it whole, like https://dash.example/x.") from error
    if len(url) > LONGEST:
        raise NotALink(f"The link is longer than {LONGEST} characters: use a short one.")
    locked = lock_incident(incident=incident)
    name = one_line(label)[:80] or (urlsplit(url).hostname or url)[:80]
    pinned, made = PinnedLink.objects.update_or_create(
        incident=locked, url=url, defaults={"label": name, "by": by, "at": at}
    )
    if made:
        add_entry(incident=locked, kind=EntryKind.NOTE, body=f"Pinned {name}: {url}", by=by, at=at)
    return pinned
