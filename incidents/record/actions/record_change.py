"""Something was changed in production."""

from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.catalog.models import Service
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Change, ChangeKind, ChangeState, Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line


class NoChange(ValueError):
    """A change that nobody could recognise."""


@transaction.atomic
def record_change(
    *,
    title: str,
    source: str,
    happened_at: datetime,
    by: User | None,
    at: datetime,
    external_id: str = "",
    kind: str = ChangeKind.DEPLOYMENT,
    service: Service | None = None,
    vendor: str = "",
    version: str = "",
    url: str = "",
    by_name: str = "",
    environment: str = "production",
    state: str = ChangeState.FINISHED,
    ended_at: datetime | None = None,
    incident: Incident | None = None,
    told_at: datetime | None = None,
) -> Change:
    """Keep a change; told again by the same `source` and `external_id` it is the same change,
    whose end is noted once. With `told_at`, the source's own time, its newest word counts in
    whatever order it is heard. Open incidents of its service, and the one it was typed into,
    get a line. Raises NoChange.
    """
    if not one_line(title):
        raise NoChange("Say in a few words what was changed.")
    happened_at = min(happened_at, at)
    is_over = state != ChangeState.STARTED
    facts = {
        "kind": ChangeKind(kind),
        "title": one_line(title)[:200],
        "service": service,
        "vendor": one_line(vendor)[:80],
        "version": one_line(version)[:120],
        "url": one_line(url)[:1000],
        "by_name": one_line(by_name or (by.get_full_name() if by else ""))[:160],
        "environment": one_line(environment)[:40] or "production",
        "state": ChangeState(state),
        "happened_at": happened_at,
        "ended_at": max(min(ended_at or happened_at, at), happened_at) if is_over else None,
        "recorded_at": at,
        "incident": incident,
        "told_at": told_at,
    }
    known_as = one_line(external_id)[:200]
    if known_as:
        change, created = Change.objects.get_or_create(
            source=source, external_id=known_as, defaults=facts
        )
    else:
        change, created = Change.objects.create(source=source, **facts), True
    if not created and told_at is not None:
        retold = _retell(change, facts, told_at=told_at)
        if not retold:
            return change
    elif not created and not (is_over and _end(change, state=state, at=min(ended_at or at, at))):
        return change
    _tell_rooms(change, by=by, at=at)
    return change


# Of two words of the same moment, the later in this order counts.
_RANK = [ChangeState.STARTED, ChangeState.FINISHED, ChangeState.FAILED]


def _retell(change: Change, facts: dict[str, Any], *, told_at: datetime) -> bool:
    """Take over what the source says now, unless it said something newer before; True where
    its state is another one than was known."""
    locked = Change.objects.select_for_update().get(pk=change.pk)
    was, known_at = locked.state, locked.told_at or locked.happened_at
    began = min(locked.happened_at, facts["happened_at"])
    newer = (told_at, _RANK.index(facts["state"])) > (
        known_at,
        _RANK.index(ChangeState(was)),
    )
    for name in (
        ("title", "version", "url", "by_name", "environment", "state", "ended_at", "told_at")
        if newer
        else ()
    ):
        if facts[name] or name in ("ended_at", "told_at"):
            setattr(locked, name, facts[name])
    locked.happened_at = began
    locked.service = locked.service or facts["service"]
    locked.save()
    change.refresh_from_db()
    return change.state != was


def _end(change: Change, *, state: str, at: datetime) -> bool:
    """Note the end of a running change; False when it had ended before."""
    running = Change.objects.filter(pk=change.pk, state=ChangeState.STARTED)
    ended = running.update(state=ChangeState(state), ended_at=max(at, change.happened_at))
    change.refresh_from_db()
    return bool(ended)


def _tell_rooms(change: Change, *, by: User | None, at: datetime) -> None:
    """One line in each open incident that it came into while it ran."""
    rooms = Incident.objects.none()
    if change.service_id is not None and change.is_live:
        rooms = Incident.objects.open().filter(
            services=change.service_id, declared_at__lte=change.ended_at or change.happened_at
        )
    for incident in [change.incident] if change.incident else rooms.order_by("pk"):
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM if by is None else EntryKind.EVIDENCE,
            body=_sentence(change),
            by=by,
            at=at,
            occurred_at=change.ended_at if by is None else change.happened_at,
            data={"change": change.pk},
            key=f"change:{change.pk}:{change.state}",
        )


def _sentence(change: Change) -> str:
    where = f" on {change.service}" if change.service else ""
    whose = f", {change.vendor}" if change.vendor else ""
    how = {ChangeState.STARTED: " It is still running.", ChangeState.FAILED: " It failed."}
    ended = how.get(ChangeState(change.state), "")
    return f"Changed: {change} ({change.get_kind_display().lower()}{where}{whose}).{ended}"
