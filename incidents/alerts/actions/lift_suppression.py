"""A known issue calls again."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from incidents.alerts.course.folding import Folded
from incidents.alerts.course.suppressing import hidden_alert_of
from incidents.alerts.joining.belonging import belong
from incidents.alerts.joining.turns import take_turn
from incidents.alerts.models import Alert, AlertEvent, Suppression, What
from portal.clock import clock
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Recipient

NAMED = 10


@transaction.atomic
def lift_suppression(*, suppression: Suppression, by: User | None, at: datetime) -> list[Alert]:
    """End it, by a person or because its time is up. What still fires is said to who
    suppressed it, and goes by the rules from now on; those alerts."""
    for integration in sorted(
        suppression.alerts.firing().order_by().values_list("integration", flat=True).distinct()
    ):
        take_turn(f"alerts:{integration}")
    locked = Suppression.objects.select_for_update().get(pk=suppression.pk)
    if locked.ended_at is not None:
        return []
    locked.ended_at, locked.ended_by = at, by
    locked.save(update_fields=["ended_at", "ended_by"])
    clock.cancel("alerts.suppression_ends", about=locked)
    firing = list(
        locked.alerts.firing()
        .filter(incident=None)
        .select_related("integration", "service")
        .select_for_update(of=("self",))
        .order_by("starts_at", "pk")
    )
    for alert in firing:
        alert.suppressed_by = locked
    words = f"{by} lifted it." if by else "Its time is up, and it still fires."
    AlertEvent.objects.bulk_create(
        AlertEvent(alert=one, what=What.LIFTED, words=words, by=by, at=at) for one in firing
    )
    hidden = hidden_alert_of(locked)
    if hidden is not None:
        AlertEvent.objects.create(alert=hidden, what=What.LIFTED, words=words, by=by, at=at)
    elif by is not None:
        audit(
            by=by,
            at=at,
            verb="lifted the suppression",
            subject=f"alerts.suppression:{locked.pk}",
            subject_name=str(locked),
        )
    if firing and by is None:
        _say(locked, firing, at=at)
    _go_by_the_rules(firing, at=at)
    return firing


def _go_by_the_rules(firing: Sequence[Alert], *, at: datetime) -> None:
    groups: dict[tuple[int, str], list[Folded]] = {}
    for alert in firing:
        told = Folded(alert, is_new=False, was_over=False, fired=True)
        groups.setdefault((alert.integration_id, alert.group_key), []).append(told)
    for (_, group), own in groups.items():
        belong(own[0].alert.integration, group, own, at=at)


def _say(suppression: Suppression, firing: Sequence[Alert], *, at: datetime) -> None:
    person = suppression.by
    many = f"{len(firing)} alerts still fire" if len(firing) > 1 else "it still fires"
    lines = "\n".join(f"- {one.title}" for one in firing[:NAMED])
    more = f"\n- and {len(firing) - NAMED} more" if len(firing) > NAMED else ""
    where = settings.SITE_URL + reverse("alerts:inbox")
    post.send(
        Draft(
            kind="alerts.suppression_ended",
            subject=f"No longer suppressed, and {many}: {suppression}"[:200],
            text=(
                f"You suppressed this until {suppression.until:%d %b %H:%M} UTC because "
                f"“{suppression.reason}”. That time is up, and {many}:\n\n{lines}{more}\n\n"
                f"They go by the rules again from now on.\n{where}\n"
            ),
            key=f"suppression ended:{suppression.pk}",
            about=suppression,
        ),
        to=[Recipient(address=person.email, name=person.name, person=person)],
        at=at,
        by=None,
    )
