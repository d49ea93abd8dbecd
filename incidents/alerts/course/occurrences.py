"""From moments to occurrences: when what fired, and whether that is over, by the source's own
time and in whatever order it was told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from incidents.alerts.formats.shapes import FiredAlert
from incidents.alerts.models import Alert, AlertStatus, Integration, LastWord

ACKNOWLEDGED = "acknowledged"


def settle(integration: Integration, fired: Sequence[FiredAlert]) -> list[FiredAlert]:
    """These alerts, each moment as the occurrence it belongs to. A word that ends or
    acknowledges what is not open is remembered and leads to nothing else."""
    if not any(one.is_moment for one in fired):
        return list(fired)
    words = _words(integration, {one.fingerprint for one in fired if one.is_moment})
    open_since = _open_since(integration, set(words))
    settled: list[FiredAlert] = []
    for one in sorted(fired, key=_by_time):
        if not one.is_moment:
            settled.append(one)
        elif one.status == AlertStatus.FIRING:
            settled += _fire(words[one.fingerprint], open_since, one)
        elif one.status == AlertStatus.RESOLVED:
            settled += _end(words[one.fingerprint], open_since, one)
        else:
            _acknowledge(words[one.fingerprint], one)
    LastWord.objects.bulk_create(
        words.values(),
        update_conflicts=True,
        unique_fields=("integration", "fingerprint"),
        update_fields=("fired_at", "ended_at", "acknowledged_at", "acknowledged_by"),
    )
    return settled


def note_acknowledged(integration: Integration, fired: Sequence[FiredAlert]) -> None:
    """Open alerts that their source acknowledged say so and by whom."""
    words = LastWord.objects.filter(
        integration=integration,
        fingerprint__in={one.fingerprint for one in fired if one.is_moment},
        acknowledged_at__isnull=False,
    )
    for word in words:
        Alert.objects.firing().filter(
            integration=integration,
            fingerprint=word.fingerprint,
            starts_at__lte=word.acknowledged_at,
        ).update(acknowledged_at=word.acknowledged_at, acknowledged_by=word.acknowledged_by)


def _by_time(one: FiredAlert) -> tuple[datetime, bool]:
    return one.starts_at, one.status == AlertStatus.RESOLVED


def _words(integration: Integration, fingerprints: set[str]) -> dict[str, LastWord]:
    found = LastWord.objects.filter(integration=integration, fingerprint__in=fingerprints)
    words = {name: LastWord(integration=integration, fingerprint=name) for name in fingerprints}
    words.update({one.fingerprint: one for one in found})
    return words


def _open_since(integration: Integration, fingerprints: set[str]) -> dict[str, datetime]:
    firing = Alert.objects.firing().filter(integration=integration, fingerprint__in=fingerprints)
    return dict(firing.order_by("starts_at").values_list("fingerprint", "starts_at"))


def _fire(word: LastWord, open_since: dict[str, datetime], one: FiredAlert) -> list[FiredAlert]:
    word.fired_at = max(word.fired_at or one.starts_at, one.starts_at)
    if word.ended_at is not None and one.starts_at <= word.ended_at:
        return _fire_late(word, word.ended_at, one)
    began = open_since.setdefault(one.fingerprint, one.starts_at)
    if one.starts_at < began:
        _move(word, began, to=one.starts_at)
        began = open_since[one.fingerprint] = one.starts_at
    return [replace(one, starts_at=began)]


def _fire_late(word: LastWord, ended_at: datetime, one: FiredAlert) -> list[FiredAlert]:
    """It is over already: part of what is known, the beginning of it, or all that is known."""
    known = Alert.objects.filter(integration=word.integration, fingerprint=one.fingerprint)
    same = known.filter(ends_at__gte=one.starts_at).order_by("starts_at").first()
    if same is not None and same.ends_at is not None and same.ends_at <= ended_at:
        if one.starts_at < same.starts_at:
            _move(word, same.starts_at, to=one.starts_at)
        return []
    return [replace(one, status=AlertStatus.RESOLVED, ends_at=ended_at)]


def _move(word: LastWord, began: datetime, *, to: datetime) -> None:
    """An occurrence began earlier than was known."""
    Alert.objects.filter(
        integration=word.integration, fingerprint=word.fingerprint, starts_at=began
    ).update(starts_at=to)


def _end(word: LastWord, open_since: dict[str, datetime], one: FiredAlert) -> list[FiredAlert]:
    ended_at = one.starts_at
    word.ended_at = max(word.ended_at or ended_at, ended_at)
    began = open_since.get(one.fingerprint)
    if began is None or ended_at < began:
        return []
    ended = replace(one, starts_at=began, ends_at=ended_at)
    if word.fired_at is None or word.fired_at <= ended_at:
        del open_since[one.fingerprint]
        return [ended]
    open_since[one.fingerprint] = word.fired_at
    again = replace(one, status=AlertStatus.FIRING, starts_at=word.fired_at, ends_at=None)
    return [ended, again]


def _acknowledge(word: LastWord, one: FiredAlert) -> None:
    if word.acknowledged_at is None or word.acknowledged_at < one.starts_at:
        word.acknowledged_at = one.starts_at
        word.acknowledged_by = one.acknowledged_by[:160]
