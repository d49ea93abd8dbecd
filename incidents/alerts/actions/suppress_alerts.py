"""A known issue calls nobody for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts.course.suppressing import hidden_alert_of, hush
from incidents.alerts.matching import Conditions, check
from incidents.alerts.models import Alert, AlertEvent, AlertPolicy, Integration, Suppression, What
from portal.clock import clock
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.web.lines import one_line


class CannotSuppress(ValueError):
    """Without a reason, without an end, or everything at once."""


@transaction.atomic
def suppress_alerts(
    *,
    reason: str,
    until: datetime,
    by: User,
    at: datetime,
    alerts: Sequence[Alert] = (),
    matches: Conditions | None = None,
    integration: Integration | None = None,
) -> list[Suppression]:
    """Suppress these alerts, each by its fingerprint, or all with such labels, until then.
    Those that fire now and lead nowhere yet are suppressed at once."""
    _check(reason, until, matches, alerts, at=at)
    begun = {"reason": one_line(reason)[:240], "by": by, "began_at": at, "until": until}
    if alerts:
        named = {(one.integration_id, one.fingerprint): one for one in alerts}
        made = [
            Suppression.objects.create(
                integration_id=integration_id, fingerprint=name, title=one.title, **begun
            )
            for (integration_id, name), one in named.items()
        ]
    else:
        made = [Suppression.objects.create(integration=integration, matches=matches, **begun)]
    for suppression in made:
        _begin(suppression, by=by, at=at)
    return made


def _check(
    reason: str,
    until: datetime,
    matches: Conditions | None,
    alerts: Sequence[Alert],
    *,
    at: datetime,
) -> None:
    if not one_line(reason):
        raise CannotSuppress("Say which known issue it is, so that others can judge it.")
    if until <= at:
        raise CannotSuppress("Choose an end that is still to come.")
    hours = AlertPolicy.objects.current().suppression_hours
    if until > at + timedelta(hours=hours):
        raise CannotSuppress(f"At most {hours} h at a time; suppress it again when they are over.")
    if not alerts:
        check(matches or {})
        if not matches:
            raise CannotSuppress("Name at least one label: nothing suppresses every alert.")


def _begin(suppression: Suppression, *, by: User, at: datetime) -> None:
    clock.set("alerts.suppression_ends", about=suppression, at=suppression.until)
    firing = Alert.objects.firing().filter(incident=None).select_related("suppressed_by")
    hush(
        [
            (one, suppression)
            for one in firing.select_for_update(of=("self",)).order_by("pk")
            if not one.is_suppressed
            and suppression.means(
                integration=one.integration_id, fingerprint=one.fingerprint, labels=one.labels
            )
        ],
        at=at,
    )
    hidden = hidden_alert_of(suppression)
    if hidden is not None:
        words = suppression.reason
        AlertEvent.objects.create(alert=hidden, what=What.SUPPRESSED, words=words, by=by, at=at)
        return
    audit(
        by=by,
        at=at,
        verb="suppressed",
        subject=f"alerts.suppression:{suppression.pk}",
        subject_name=str(suppression),
        after={"until": suppression.until.isoformat(), "reason": suppression.reason},
    )
