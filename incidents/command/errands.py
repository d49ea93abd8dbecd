"""Running errands: claim one, ask with no transaction open, record what came back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from incidents.command.actions.record_errand import record_errand
from incidents.command.models import Errand, ErrandState
from incidents.command.models.adapter import SLACK_API
from incidents.command.outbound.orders import Later, Misconfigured, Order
from incidents.command.outbound.systems import run
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.failpoints import failpoint
from portal.sealing import Unreadable, unseal

LEASE = timedelta(minutes=2)
MOST_TRIES = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
AT_ONCE = 50


def run_errands(*, at: datetime) -> int:
    """Run what is due; how many were done."""
    done = 0
    for _ in range(AT_ONCE):
        errand = claim(at=at)
        if errand is None:
            break
        done += run_one(errand, at=at)
    return done


@transaction.atomic
def claim(*, at: datetime) -> Errand | None:
    found = Errand.objects.due(at=at).select_for_update(skip_locked=True).first()
    if found is None:
        return None
    found.state, found.lease_until = ErrandState.DOING, at + LEASE
    found.tries += 1
    found.save(update_fields=["state", "lease_until", "tries"])
    return found


def run_one(errand: Errand, *, at: datetime) -> bool:
    """Whether it was done; a passing trouble puts it back, a lasting one ends it."""
    try:
        brought = run(errand.adapter.kind, errand.verb, order_of(errand))
    except Later as trouble:
        _put_back(errand, trouble, at=at)
        return False
    except (Misconfigured, Unreadable) as trouble:
        _give_up(errand, str(trouble), at=at)
        return False
    failpoint("command.errand_answered")
    return record_errand(errand=errand, brought=brought, at=at)


def order_of(errand: Errand) -> Order:
    """Plain values. Of a private incident nothing leaves but its reference."""
    adapter, incident = errand.adapter, errand.incident
    private = incident is not None and incident.private
    title = "Allclear"
    if incident is not None:
        hidden = "DRILL: private incident" if incident.is_drill else "Private incident"
        title = hidden if private else incident.display_title
    return Order(
        key=f"allclear-{incident.reference.lower()}" if incident else f"allclear-test-{errand.pk}",
        reference=incident.reference if incident else "",
        title=" ".join(title.split()),
        severity=incident.severity_label if incident else "",
        level=incident.level if incident else 3,
        room_url=f"{settings.SITE_URL}{incident.get_absolute_url() if incident else '/portal/'}",
        channel_name=incident.channel_name if incident else "",
        private=private,
        base_url=adapter.base_url or SLACK_API,
        account=adapter.account,
        secret=unseal(adapter.sealed_secret),
        place=adapter.place,
        invite=tuple(one.strip() for one in adapter.invite.split(",") if one.strip()),
    )


def _put_back(errand: Errand, trouble: Later, *, at: datetime) -> None:
    if errand.tries >= MOST_TRIES:
        _give_up(errand, f"{trouble} Tried {errand.tries} times.", at=at)
        return
    wait = min(FIRST_WAIT * 2 ** (errand.tries - 1), LONGEST_WAIT)
    wait = max(wait, timedelta(seconds=trouble.seconds))
    _held(errand).update(
        state=ErrandState.WAITING, lease_until=None, not_before=at + wait, said=str(trouble)
    )


@transaction.atomic
def _give_up(errand: Errand, said: str, *, at: datetime) -> None:
    ended = _held(errand).update(
        state=ErrandState.GIVEN_UP, lease_until=None, ended_at=at, said=said
    )
    if ended and errand.incident is not None:
        add_entry(
            incident=errand.incident,
            kind=EntryKind.SYSTEM,
            body=f"{errand.adapter} could not be used. {said} The incident goes on without it.",
            by=None,
            at=at,
            key=f"errand:{errand.pk}",
        )


def _held(errand: Errand) -> QuerySet[Errand]:
    """The row, while this run still holds it: a later one may have finished meanwhile."""
    return Errand.objects.filter(pk=errand.pk, state=ErrandState.DOING, tries=errand.tries)
