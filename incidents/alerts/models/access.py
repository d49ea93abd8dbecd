"""The one way a screen gets at alerts."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from incidents.alerts.models.alert import Alert, AlertQuerySet
from incidents.alerts.models.suppression import Suppression, SuppressionQuerySet
from portal.people.models import User

MOST = 500
LONGEST_ID = 18


def a_key(text: str) -> int | None:
    """What may be a primary key."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_ID else None


def alert_for(user: User, pk: int) -> Alert:
    """The alert, if this person may see it; an absent and a hidden one look the same."""
    found = _with_all(Alert.objects.visible_to(user)).filter(pk=pk).first()
    if found is None:
        raise Http404("No such alert.")
    return found


def alerts_for(user: User, keys: Iterable[str]) -> list[Alert]:
    """Those of these that exist and this person may see, newest first."""
    wanted = [key for key in map(a_key, keys) if key is not None]
    return list(
        _with_all(Alert.objects.visible_to(user)).filter(pk__in=wanted[:MOST]).newest_first()
    )


def waiting_with(user: User, key: str, *, at: datetime) -> tuple[list[Alert], int]:
    """Those that wait of the same group as this one, newest first, as far as they are taken at
    once; and how many wait of it."""
    pk = a_key(key)
    one = Alert.objects.visible_to(user).filter(pk=pk).first() if pk is not None else None
    if one is None:
        return [], 0
    waiting = Alert.objects.waiting(user, at=at).filter(
        integration=one.integration_id, group_key=one.group_key
    )
    return list(_with_all(waiting).newest_first()[:MOST]), waiting.count()


def suppressions_for(user: User) -> SuppressionQuerySet:
    """One alert's suppression bears its title: it is as private as each time this alert fired."""
    same = Alert.objects.filter(
        integration=OuterRef("integration"), fingerprint=OuterRef("fingerprint")
    )
    visible = Exists(same.visible_to(user)) | ~Exists(same)
    return Suppression.objects.filter(Q(fingerprint="") | visible)


def _with_all(found: AlertQuerySet) -> AlertQuerySet:
    return found.select_related("integration", "service", "incident", "suppressed_by", "rule")
