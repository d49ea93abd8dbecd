"""Rows as the API shows them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects

from incidents import publishing
from incidents.comms.models import Promise, Update
from incidents.oncall.models import Page
from incidents.record.models import Entry, Impact, Incident, Role, RoleAssignment
from portal.people.models import User


def person_shape(person: User | None) -> dict[str, str] | None:
    return {"name": person.get_full_name(), "email": person.email} if person else None


def incident_shapes(rows: Iterable[Incident]) -> list[dict[str, Any]]:
    """With what hangs on them, in so many queries however many they are."""
    found = list(rows)
    held = RoleAssignment.objects.live().select_related("person").order_by("pk")
    related: list[Any] = [
        "services",
        "declared_by",
        "merged_into",
        Prefetch("role_assignments", held, to_attr="held"),
    ]
    prefetch_related_objects(found, *related)
    impacts = Impact.objects.newest_of(found).select_related("by")
    newest = {one.incident_id: one for one in impacts}
    return [_incident_shape(one, newest.get(one.pk)) for one in found]


def incident_shape(incident: Incident) -> dict[str, Any]:
    """As it stands in the database now."""
    return incident_shapes([Incident.objects.get(pk=incident.pk)])[0]


def _incident_shape(incident: Incident, impact: Impact | None) -> dict[str, Any]:
    return {
        "reference": incident.reference,
        "title": incident.title,
        "kind": incident.kind,
        "state": incident.state,
        "severity": incident.severity_label,
        "level": incident.level,
        "private": incident.private,
        "source": incident.source,
        "declared_by": person_shape(incident.declared_by),
        "declared_at": incident.declared_at,
        "started_at": incident.started_at,
        "resolved_at": incident.resolved_at,
        "closed_at": incident.closed_at,
        "next_update_due_at": incident.next_update_due_at,
        "merged_into": _merged_into(incident),
        "services": sorted(one.slug for one in incident.services.all()),
        "roles": role_shapes(incident, incident.held),  # type: ignore[attr-defined]
        "impact": impact_shape(impact) if impact else None,
        "channel_name": incident.channel_name,
        "bridge_url": incident.bridge_url,
        "ticket_ref": incident.ticket_ref,
        "entries": incident.last_seq,
        "version": incident.version,
        "url": f"{settings.SITE_URL}/portal/incidents/{incident.reference}/",
        "notice_url": publishing.notice_url(incident) or None,
    }


def _merged_into(incident: Incident) -> str | None:
    """Only incidents equally private are merged, so whoever sees one may know of the other."""
    return incident.merged_into.reference if incident.merged_into else None


def role_shapes(incident: Incident, held: Iterable[RoleAssignment]) -> list[dict[str, Any]]:
    """Those somebody holds, and those that policy requires."""
    by_role = {one.role: one for one in held}
    required = set(incident.rules.required_roles)
    return [
        {
            "role": role.value,
            "name": role.label,
            "person": person_shape(by_role[role.value].person) if role.value in by_role else None,
            "required": role.value in required,
            "since": by_role[role.value].assigned_at if role.value in by_role else None,
        }
        for role in Role
        if role.value in by_role or role.value in required
    ]


def impact_shape(impact: Impact) -> dict[str, Any]:
    return {
        "at": impact.at,
        "by": person_shape(impact.by),
        "customers_affected": impact.customers_affected,
        "share": impact.share,
        "revenue_per_hour": impact.revenue_per_hour,
        "data_at_risk": impact.data_at_risk,
        "support_tickets": impact.support_tickets,
        "regions": impact.regions,
        "note": impact.note,
        "measured": impact.measured,
    }


def entry_shape(entry: Entry, incident: Incident) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "body": entry.body,
        "by": entry.by_name,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "corrects": entry.corrects.seq if entry.corrects else None,
        "reference": incident.reference,
    }


def update_shape(update: Update, incident: Incident) -> dict[str, Any]:
    words = sorted(update.wordings.all(), key=lambda one: (one.audience.position, one.pk))
    return {
        "reference": incident.reference,
        "number": update.number,
        "stage": update.stage,
        "situation": update.situation,
        "automatic": update.automatic,
        "by": update.by.get_full_name() if update.by else None,
        "at": update.at,
        "title": update.title,
        "words": [
            {
                "audience": one.audience.slug,
                "status": one.status,
                "impact": one.impact,
                "action": one.action,
                "next_update_at": one.next_update_at,
            }
            for one in words
        ],
    }


def promise_shape(promise: Promise) -> dict[str, Any]:
    return {
        "audience": promise.audience.slug,
        "made_at": promise.made_at,
        "due_at": promise.due_at,
        "state": promise.verdict,
        "settled_at": promise.settled_at,
    }


def page_shape(page: Page, incident: Incident) -> dict[str, Any]:
    return {
        "id": page.pk,
        "reference": incident.reference,
        "person": person_shape(page.person),
        "reason": page.reason,
        "state": page.state,
        "asked_at": page.asked_at,
        "answered_at": page.answered_at,
        "declined_because": page.declined_because,
        "calls": page.calls,
        "to_command": page.to_command,
    }
