"""What changed at Northwind Pay before the checkout failed."""

from datetime import datetime, timedelta

from incidents.catalog.models import Service
from incidents.record.actions.record_change import record_change
from incidents.record.models import ChangeKind


def changes_of_the_day(services: dict[str, Service], *, now: datetime) -> None:
    """Before the trouble: its start is 41 minutes ago."""
    start = now - timedelta(minutes=41)
    rows = (
        (9, "checkout-api", ChangeKind.DEPLOYMENT, "Checkout", "2026.11.19-3", "", "Rafael Costa"),
        (2, "Certificate rotation in eu-2", ChangeKind.INFRASTRUCTURE, "", "", "Cardline", ""),
        (87, "Session cache limit 4 GB to 2 GB", ChangeKind.CONFIGURATION, "Sign-in", "", "",
         "Jonas Weber"),
        (200, "New refund mail template", ChangeKind.FLAG, "Refunds", "", "", "Ana Ruiz"),
    )  # fmt: skip
    for before, title, kind, service, version, vendor, by_name in rows:
        record_change(
            title=title,
            kind=kind,
            service=services.get(service),
            version=version,
            vendor=vendor,
            by_name=by_name,
            source="CI/CD" if not vendor else "status page",
            external_id=f"demo:{title}",
            happened_at=start - timedelta(minutes=before),
            by=None,
            at=start,
        )
