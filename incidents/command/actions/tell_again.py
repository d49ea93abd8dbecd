"""Tell other systems once more what they did not take."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from incidents.command.models import Adapter, AdapterKind, Errand, ErrandState, Verb
from portal.people.actions.audit import audit
from portal.people.models import User

MOST = 1000


class NothingToTell(ValueError):
    """There is nothing that could be told again."""


@transaction.atomic
def tell_again(*, adapter: Adapter, errands: QuerySet[Errand], by: User, at: datetime) -> int:
    """How many. An endpoint gets new deliveries of the same events under the same ids; for other
    systems the errand itself goes on where it was given up. Raises NothingToTell."""
    ended = errands.filter(adapter=adapter, state__in=[ErrandState.DONE, ErrandState.GIVEN_UP])
    chosen = list(ended.exclude(verb=Verb.TEST).order_by("pk")[:MOST])
    if adapter.kind == AdapterKind.WEBHOOK:
        count = _replay([one for one in chosen if one.event_id], at=at)
    else:
        given_up = [one.pk for one in chosen if one.state == ErrandState.GIVEN_UP]
        count = Errand.objects.filter(pk__in=given_up).update(
            state=ErrandState.WAITING, ended_at=None, tries=0, not_before=at
        )
    if not count:
        raise NothingToTell("There is nothing that failed and could be told again.")
    audit(
        by=by,
        at=at,
        verb="replayed",
        subject=f"command.adapter:{adapter.pk}",
        subject_name=str(adapter),
        after={"deliveries": count},
    )
    return count


def _replay(chosen: list[Errand], *, at: datetime) -> int:
    latest = {one.event_id: one for one in chosen}
    turns = dict(
        Errand.objects.filter(
            adapter__in={one.adapter_id for one in chosen}, event__in=latest, verb=Verb.TELL
        )
        .values_list("event_id")
        .annotate(last=Max("turn"))
    )
    made = Errand.objects.bulk_create(
        Errand(
            adapter_id=one.adapter_id,
            incident_id=one.incident_id,
            event_id=one.event_id,
            turn=turns[one.event_id] + 1,
            verb=Verb.TELL,
            made_at=at,
            not_before=at,
        )
        for one in latest.values()
    )
    return len(made)
