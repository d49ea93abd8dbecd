"""Changes that CI/CD tells of, as the record keeps them."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.text import slugify

from incidents.alerts.course.routing import rule_for
from incidents.alerts.formats.shapes import ChangeSeen
from incidents.alerts.models import Integration
from incidents.catalog.models import Service
from incidents.record.actions.record_change import record_change


def take_changes(integration: Integration, seen: Iterable[ChangeSeen], *, at: datetime) -> None:
    """One change each, updated by every word of its source; in whatever order they come."""
    for one in seen:
        record_change(
            title=one.title,
            source=f"{integration.kind} {integration.pk}",
            external_id=one.external_id,
            kind=one.kind,
            service=_service(integration, one),
            version=one.version,
            url=one.url,
            by_name=one.by_name,
            environment=one.environment,
            state=one.state,
            happened_at=one.happened_at,
            ended_at=None if one.state == "started" else one.said_at,
            told_at=one.said_at,
            by=None,
            at=at,
        )


def _service(integration: Integration, seen: ChangeSeen) -> Service | None:
    """What a rule says, else whom its name fits, else the integration's own."""
    labels = {"service": seen.service, "environment": seen.environment, "kind": seen.kind}
    # A rule for everything says where alerts go, not whose each deployment is.
    rule = rule_for([one for one in integration.rules.in_turn() if one.matches], labels)
    if rule is not None and rule.service is not None:
        return rule.service
    name = seen.service.strip()
    found = None
    if name:
        by_slug = Service.objects.filter(slug=slugify(name)).first()
        found = by_slug or Service.objects.filter(name__iexact=name).first()
    return found or integration.default_service
