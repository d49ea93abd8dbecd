"""Work a notification in: alerts by the source's time, incidents where a rule says so."""

from datetime import datetime

from django.db import connection, transaction

from incidents.alerts.alertmanager import FiredAlert, parse
from incidents.alerts.models import Alert, AlertStatus, InboxItem, InboxState, Integration, Rule
from incidents.catalog.models import (
    Service,
    UnknownSeverity,
    parse_severity,
    severity_label,
)
from incidents.command.actions.declare_incident import declare_incident
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind

UNSURE = 1


@transaction.atomic
def fold_notification(*, item: InboxItem, at: datetime) -> InboxItem:
    """Update the alerts and their incident. Doing it again, or in another order, leads to
    the same state. One group is worked in at a time."""
    locked = InboxItem.objects.select_for_update().get(pk=item.pk)
    if locked.state != InboxState.RECEIVED:
        return locked
    notification = parse(locked.body)
    integration = locked.integration
    _take_turn(f"alerts:{integration.pk}:{notification.group_key}")
    folded = [_fold(integration, notification.group_key, one, at=at) for one in notification.alerts]
    firing = [alert for alert in folded if alert.status == AlertStatus.FIRING]
    incident = _open_incident(integration, notification.group_key)
    if incident is None and firing:
        incident = _declare(integration, notification.group_key, firing[0], at=at)
    if incident is not None:
        _attach(incident, folded, at=at)
    locked.state, locked.folded_at = InboxState.FOLDED, at
    locked.save()
    return locked


def _take_turn(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _fold(integration: Integration, group_key: str, one: FiredAlert, *, at: datetime) -> Alert:
    """Once ended, an occurrence stays ended; empty annotations overwrite nothing."""
    alert, created = Alert.objects.get_or_create(
        integration=integration,
        fingerprint=one.fingerprint,
        starts_at=one.starts_at,
        defaults={
            "group_key": group_key,
            "ends_at": one.ends_at,
            "status": one.status,
            "title": one.title,
            "labels": one.labels,
            "annotations": one.annotations,
            "generator_url": one.generator_url,
            "received_at": at,
        },
    )
    if created:
        rule = rule_for(integration, one.labels)
        alert.service = (rule.service if rule else None) or integration.default_service
    elif one.status == AlertStatus.RESOLVED:
        alert.status = AlertStatus.RESOLVED
        alert.ends_at = max(alert.ends_at or one.starts_at, one.ends_at or one.starts_at)
    if one.annotations and not alert.annotations:
        alert.annotations = one.annotations
        alert.title = one.title
    alert.save()
    return alert


def rule_for(integration: Integration, labels: dict[str, str]) -> Rule | None:
    rules = integration.rules.select_related("service").order_by("position", "pk")
    return next((rule for rule in rules if rule.fits(labels)), None)


def _open_incident(integration: Integration, group_key: str) -> Incident | None:
    return (
        Incident.objects.open()
        .filter(alerts__integration=integration, alerts__group_key=group_key)
        .order_by("-pk")
        .first()
    )


def _declare(
    integration: Integration, group_key: str, alert: Alert, *, at: datetime
) -> Incident | None:
    rule = rule_for(integration, alert.labels)
    if rule is None or not rule.opens_incident:
        return None
    service: Service | None = alert.service
    if service is not None:
        same = Incident.objects.open().filter(services=service, private=False, kind="incident")
        if same.exists():
            return same.worst_first().first()
    level, reason = _level(rule, alert)
    return declare_incident(
        title=alert.title,
        level=level,
        key=f"alert:{alert.pk}",
        services=[service] if service else [],
        started_at=min(alert.starts_at, at),
        reason=reason,
        source="alertmanager",
        by=None,
        at=at,
    )


def _level(rule: Rule, alert: Alert) -> tuple[int, str]:
    """From the rule, else the label `severity`; unsure goes up."""
    if rule.level is not None:
        return rule.level, f"By a rule of {rule.integration}."
    label = alert.labels.get("severity", "")
    try:
        return parse_severity(label), f"The alert says severity {label}."
    except UnknownSeverity:
        said = f"says severity {label!r}, which is not known" if label else "says no severity"
        return UNSURE, f"The alert {said}: unsure goes up to {severity_label(UNSURE)}."


def _attach(incident: Incident, alerts: list[Alert], *, at: datetime) -> None:
    for alert in alerts:
        if alert.incident_id is None:
            alert.incident = incident
            alert.save(update_fields=["incident"])
            add_entry(
                incident=incident,
                kind=EntryKind.SYSTEM,
                body=f"Alert: {alert.title}",
                by=None,
                at=at,
                occurred_at=alert.starts_at,
                data={"alert": alert.pk, "labels": alert.labels},
                key=f"alert:{alert.pk}:firing",
            )
        if alert.incident_id == incident.pk and alert.status == AlertStatus.RESOLVED:
            add_entry(
                incident=incident,
                kind=EntryKind.SYSTEM,
                body=f"Alert is over: {alert.title}",
                by=None,
                at=at,
                occurred_at=alert.ends_at,
                key=f"alert:{alert.pk}:resolved",
            )
    own = Alert.objects.filter(incident=incident)
    if not own.firing().exists():
        newest = own.order_by("-ends_at").first()
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM,
            body="All alerts of this incident are over. Verify, then resolve.",
            by=None,
            at=at,
            key=f"alerts over:{newest.pk if newest else 0}",
        )
