"""What does not agree between promises, words and outbox is found, whatever it is."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from incidents.comms.models import Promise, Wording
from incidents.comms.reconciling import disagreements
from incidents.record.models import Incident
from portal.clock.models import Timer
from portal.post.models import Message
from tests.make_comms import after, make_promised, make_update, pass_time, promise_to


def lived() -> Incident:
    incident = make_promised(level=1)
    make_update(incident, "customers", "support", at=after(5))
    pass_time(until=after(12))
    make_update(incident, "executives", at=after(13))
    return incident


def found(minute: float = 14) -> str:
    return "\n".join(str(one) for one in disagreements(at=after(minute)))


def test_nothing_where_everything_agrees() -> None:
    lived()

    assert found() == ""


def _answered_before() -> None:
    Promise.objects.filter(state="kept").update(settled_at=after(4))


def _stays_silent() -> None:
    Timer.objects.filter(kind__startswith="comms.").delete()


def _settled_by_another() -> None:
    kept = Promise.objects.get(state="kept", audience__slug="customers")
    Wording.objects.filter(update=kept.update, audience=kept.audience).delete()


def _over() -> None:
    Incident.objects.update(state="dismissed", dismissed_at=after(13))


def _mail_lost() -> None:
    Message.objects.filter(kind="comms.update", topic__endswith=":support").delete()


def _mail_of_nobody() -> None:
    Message.objects.filter(topic__endswith=":support").update(key="update:999999:support")


def _promise_lost() -> None:
    lost = promise_to("support", Incident.objects.get())
    lost.delete()


def _first_promise_lost() -> None:
    Promise.objects.filter(made_at=after(0), audience__slug="customers").delete()


def _passed_over() -> None:
    earlier = Promise.objects.get(state="open", audience__slug="executives")
    earlier.made_at = after(9)
    earlier.save()


def _forgotten() -> None:
    Incident.objects.update(next_update_due_at=None)


@pytest.mark.parametrize(
    ("breaks", "says"),
    [
        (_answered_before, "is settled at another time than its update was sent"),
        (_stays_silent, "has no alarm set"),
        (_settled_by_another, "is settled by an update that never spoke to them"),
        (_over, "is still owed though the incident is over"),
        (_mail_lost, "to Customer support is not in the outbox"),
        (_mail_of_nobody, "nobody wrote the update it sends"),
        (_promise_lost, "Customer support are promised nothing"),
        (_first_promise_lost, "Customers were never promised a first update"),
        (_passed_over, "was passed over by an update"),
        (_forgotten, "says nothing is next due"),
    ],
)
def test_it_finds(breaks: Callable[[], None], says: str) -> None:
    lived()

    breaks()

    assert says in found()


def test_it_finds_silence_that_nobody_was_told_of() -> None:
    make_promised(level=3)
    Timer.objects.filter(kind="comms.missed").delete()

    pass_time(until=after(30))

    assert found(15.9).count("passed in silence") == 0
    assert found(16.1).count("passed in silence and nobody was told") == 2


def test_the_command_counts_and_fails_with_the_list() -> None:
    lived()
    printed = StringIO()

    call_command("reconcile_promises", at=after(14), stdout=printed)
    assert "Executives: 1 kept, 0 late, 1 held" in printed.getvalue()
    assert "Every promise is accounted for." in printed.getvalue()

    _mail_lost()
    with pytest.raises(CommandError, match="disagreements between promises, words and outbox"):
        call_command("reconcile_promises", at=after(14) + timedelta(minutes=1), stdout=printed)
    assert "update 1 to Customer support is not in the outbox" in printed.getvalue()
