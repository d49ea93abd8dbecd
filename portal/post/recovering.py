"""What workers left behind: settled by what their flight recorders say."""

from django.db import connection

from portal.clock.now import database_now
from portal.post import flights
from portal.post.claims import Outcome, doubtful, settle
from portal.post.losing import tell_of_lost
from portal.post.models import DeliveryState


def recover() -> int:
    """Settle what dead workers of this place held, and what lies under leases that ran out;
    how many deliveries. Only what may have left and was not answered counts as in doubt."""
    recovered = 0
    for found in flights.abandoned():
        recovered += _recover(found)
    for owner in _owners_whose_lease_ran_out():
        recovered += _recover(flights.read(owner), owner=owner)
    return recovered


def _recover(found: flights.Found | None, *, owner: str = "") -> int:
    holder = found.owner if found else owner
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ambiguous, channel FROM post_delivery WHERE lease_owner = %s "
            "AND lease_until IS NOT NULL",
            [holder],
        )
        held = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    accepted = set(found.accepted) if found else set()
    in_doubt = set(found.in_doubt) if found else set(held)
    begun = set(found.begun) if found else set()
    outcomes = []
    for delivery, (ambiguous, channel) in held.items():
        if delivery in accepted:
            outcomes.append(Outcome(delivery, DeliveryState.SENT))
        elif delivery in in_doubt:
            outcomes.append(doubtful(delivery, ambiguous, channel=channel))
        else:
            outcomes.append(
                Outcome(
                    delivery,
                    DeliveryState.PENDING,
                    error="The worker ended." if delivery in begun else "",
                    tries=0 if delivery in begun else -1,
                )
            )
    settle(outcomes, owner=holder)
    if any(one.state == DeliveryState.PARKED for one in outcomes):
        tell_of_lost(outcomes, at=database_now())
    return len(outcomes)


def _owners_whose_lease_ran_out() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT lease_owner FROM post_delivery "
            "WHERE state = 'sending' AND lease_until < statement_timestamp()"
        )
        return [row[0] for row in cursor.fetchall()]
