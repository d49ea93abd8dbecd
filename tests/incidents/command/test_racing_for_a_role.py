"""Two people at two screens press at the same moment: one is first, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from incidents.command.actions.hand_over_role import HeldByAnother, hand_over_role
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.handovers import Handover
from incidents.record.models import Incident, RoleAssignment, StaleVersion
from portal.people.models import User
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_record import NOON

WHOLE = Handover("Backup holds at 50 %.", "Load at 15:00.", "Executives by 14:45.")


def together(*calls: Callable[[], object]) -> list[str]:
    """What became of each, begun at once on connections of their own."""
    start = Barrier(len(calls))

    def one(call: Callable[[], object]) -> str:
        try:
            start.wait(timeout=10)
            call()
        except (HeldByAnother, StaleVersion) as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(one, calls))


@pytest.mark.django_db(transaction=True)
def test_one_is_first_and_the_other_reads_who_it_was() -> None:
    ana, ben, cleo = (make_user(name, "Manager") for name in ("Ana", "Ben", "Cleo"))
    vacant, held = declare(), declare("Payouts late")
    hand_over_role(incident=held, role="commander", person=cleo, by=cleo, at=NOON)

    taken = together(*(_take(vacant, one) for one in (ana, ben)))
    passed = together(*(_take(held, one, WHOLE, seen=cleo) for one in (ana, ben)))
    seen = vacant.version
    raised = together(*(_raise(vacant, one, level, seen) for one, level in ((ana, 0), (ben, 2))))

    for incident, became in ((vacant, taken), (held, passed)):
        winner = incident.holder_of("commander")
        lost = next(one for one in became if one != "done")
        live = RoleAssignment.objects.live().filter(incident=incident, role="commander")
        assert became.count("done") == 1
        assert live.count() == 1
        assert lost.startswith(f"{winner} is incident commander since 12:00 UTC")
    assert raised.count("done") == 1
    lost = next(one for one in raised if one != "done")
    vacant.refresh_from_db()
    assert "was changed by somebody else while you were writing" in lost
    assert f"to {vacant.severity_label}" in lost


def _take(
    incident: Incident, by: User, handover: Handover | None = None, *, seen: User | None = None
) -> Callable[[], object]:
    return lambda: hand_over_role(
        incident=incident,
        role="commander",
        person=by,
        handover=handover,
        seen=seen,
        by=by,
        at=NOON,
    )


def _raise(incident: Incident, by: User, level: int, version: int) -> Callable[[], object]:
    return lambda: reclassify_incident(
        incident=incident, level=level, reason="It is so", by=by, at=NOON, version=version
    )
