"""Remember what was not taken in, for whoever connects the source."""

from datetime import datetime, timedelta

from incidents.alerts.models import Integration, Refusal
from portal.web import limits

KEPT = 30
MOST_A_MINUTE = 10
EXCERPT = 2000


def note_refusal(
    *, integration: Integration, status: int, why: str, raw: bytes, at: datetime
) -> None:
    """The newest KEPT of an integration; of a flood the first of each minute."""
    name = f"alerts.refusals:{integration.pk}"
    if not limits.take(name, limit=MOST_A_MINUTE, within=timedelta(minutes=1), at=at):
        return
    Refusal.objects.create(
        integration_id=integration.pk,
        at=at,
        status=status,
        why=_storable(why)[:400],
        excerpt=_storable(raw[:EXCERPT].decode(errors="replace")),
    )
    older = Refusal.objects.filter(integration=integration.pk).order_by("-at", "-pk")[KEPT:]
    Refusal.objects.filter(pk__in=list(older.values_list("pk", flat=True))).delete()


def _storable(text: str) -> str:
    return text.replace("\0", "�").encode(errors="replace").decode()
