"""Write what a component was at a time long gone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from statuspage.models import Component, ComponentStatus, Notice, StatusChange
from statuspage.models.component import RANK
from statuspage.uptime import Span

Stretch = Span


@transaction.atomic
def rewrite_history(
    *,
    component: Component,
    stretches: Sequence[Stretch],
    notice: Notice,
    by_name: str,
    at: datetime,
) -> int:
    """Add changes so that during each stretch the component was the worse of the stretch's
    status and what its history said; how many. Nothing kept is altered, and what it is now
    stays. `at` is the end of what is written.
    """
    locked = Component.objects.select_for_update().get(pk=component.pk)
    history = list(
        StatusChange.objects.counting()
        .filter(component=locked)
        .in_time()
        .values_list("at", "new_status")
    )
    edges = {one.start for one in stretches} | {one.end for one in stretches}
    first = min(edges, default=at)
    edges |= {moment for moment, _ in history if first <= moment <= at}
    made = []
    shown = _said(history, first, before=True)
    for moment in sorted(edges):
        kept = _said(history, moment)
        if any(changed == moment for changed, _ in history):
            shown = kept
        added = [one.status for one in stretches if one.start <= moment < one.end]
        wanted = max([kept, *added], key=lambda status: RANK[status])
        if wanted != shown:
            made.append(
                StatusChange(
                    component=locked,
                    at=moment,
                    old_status=shown,
                    new_status=wanted,
                    by_name=by_name,
                    source="backfill",
                    notice=notice,
                    reason=notice.title,
                )
            )
            shown = wanted
    StatusChange.objects.bulk_create(made)
    return len(made)


def _said(
    history: Sequence[tuple[datetime, str]], moment: datetime, *, before: bool = False
) -> str:
    """What the history says at a moment, or just before it."""
    found = [status for at, status in history if at < moment or (at == moment and not before)]
    return found[-1] if found else str(ComponentStatus.OPERATIONAL)
