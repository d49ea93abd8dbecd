"""Notice a source that falls silent, and that it is back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from incidents.alerts.models import Integration
from portal.clock import clock
from portal.people.groups import MANAGER
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient
from portal.web.times import duration

SILENCE = "alerts.silence"
# While it is silent, its return is looked for so often.
LOOK_EVERY = timedelta(minutes=1)


@transaction.atomic
def watch_silence(*, integration: Integration, at: datetime) -> Integration:
    """Look whether it is silent or back, tell its owners of what is new, and look again when
    the next word is due."""
    locked = Integration.objects.select_for_update().get(pk=integration.pk)
    if locked.expected_every is None or not locked.enabled:
        clock.cancel(SILENCE, about=locked)
        Integration.objects.filter(pk=locked.pk).update(silent_since=None)
        return locked
    heard = locked.last_seen_at or locked.created_at
    due = heard + timedelta(minutes=locked.expected_every)
    is_silent = at >= due
    if is_silent and locked.silent_since is None:
        locked.silent_since = heard
        locked.save(update_fields=["silent_since"])
        _tell(locked, f"{locked} is silent", _silent_words(locked, heard, at=at), at=at)
    elif not is_silent and locked.silent_since is not None:
        since, locked.silent_since = locked.silent_since, None
        locked.save(update_fields=["silent_since"])
        words = f"{locked} sends again. It was silent for {duration(heard - since)}."
        _tell(locked, f"{locked} is back", words, at=at, key=f"back:{since.isoformat()}")
    clock.set(SILENCE, about=locked, at=at + LOOK_EVERY if is_silent else due)
    return locked


def _silent_words(integration: Integration, heard: datetime, *, at: datetime) -> str:
    expected = duration(timedelta(minutes=integration.expected_every or 0))
    return (
        f"Nothing came from {integration} for {duration(at - heard)}, although something is "
        f"expected every {expected}. While it is silent, no alert of it can reach anybody: look "
        f"whether it runs, and whether its address and secret are right."
    )


def _tell(
    integration: Integration, subject: str, words: str, *, at: datetime, key: str = ""
) -> None:
    link = f"{settings.SITE_URL}/portal/integrations/{integration.pk}/"
    since = integration.silent_since.isoformat() if integration.silent_since else ""
    draft = Draft(
        kind="alerts.silence",
        subject=subject,
        text=f"{words}\n\n{link}\n",
        key=f"alerts.silence:{integration.pk}:{key or since}",
        lane=Lane.URGENT,
        about=integration,
        short=words[:300],
        link=link,
    )
    to = [
        Recipient(address=one.email, name=one.get_full_name(), person=one)
        for one in owners_of(integration)
    ]
    post.send(draft, to=to, at=at)


def owners_of(integration: Integration) -> Iterable[User]:
    """Its own, or where it has none, the managers."""
    own = list(integration.owners.filter(is_active=True).order_by("pk"))
    return own or User.objects.active().in_group(MANAGER).named()
