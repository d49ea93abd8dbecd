"""What stands still is found, set going again, and said."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.audit_escalations import audit_escalations
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.models import Escalation, Page, Stall
from incidents.record.models import Incident
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.models import User
from portal.post.models import Message
from tests.make_contact import reach
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_ways import make_provider

LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def incident() -> Incident:
    make_provider("sms")
    tom, sam = make_user("Tom", "Responder"), make_user("Sam", "Responder")
    make_user("Elena", "Manager")
    reach(tom, (0, "slack_user", "U012AB3CD"), (1, "sms", "+4915112345678"))
    make_ladder(make_rotation(tom), make_rotation(sam))
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)
    return incident


def climb_timer() -> Timer:
    return Timer.objects.live().get(kind="oncall.climb")


def pages() -> dict[str, str]:
    return {str(page.person): page.state for page in Page.objects.all()}


def test_a_climb_that_goes_on_is_left_alone(incident: Incident) -> None:
    assert audit_escalations(at=LATER) == []
    assert not Stall.objects.exists()


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"state": "cancelled"}, "its timer was gone"),
        ({"state": "parked", "last_error": "OperationalError: gone"}, "OperationalError: gone"),
        ({"due_at": NOON + timedelta(hours=3)}, "its timer was set too late"),
    ],
)
def test_a_climb_without_its_step_goes_on_and_it_is_said(
    incident: Incident, facts: dict[str, object], why: str
) -> None:
    Timer.objects.filter(pk=climb_timer().pk).update(**facts)

    found = audit_escalations(at=LATER)
    clock.ring_due(at=LATER)

    assert [one.why for one in found] == [why]
    assert incident.entries.filter(body__contains="escalation had stopped and goes on").exists()
    told = Message.objects.get(kind="oncall.stalled")
    assert [str(one.person) for one in told.deliveries.all()] == ["Elena"]
    assert Stall.objects.count() == 1
    assert audit_escalations(at=LATER) == []


def test_a_step_that_was_never_sent_is_sent(incident: Incident) -> None:
    Timer.objects.filter(kind="oncall.page_step").update(state="cancelled")
    page = Page.objects.get(person__name="Tom")
    page.plan = [*page.plan, {**page.plan[0], "minutes": 3}]
    page.save()

    found = audit_escalations(at=LATER)
    clock.ring_due(at=LATER)

    assert [one.kind for one in found] == ["oncall.page_step"]
    assert page.tries.count() == len(page.plan)


def test_a_page_that_nobody_would_notice_gets_its_end(incident: Incident) -> None:
    sam = User.objects.get(name="Sam")
    page = Page.objects.get(person__name="Tom")
    acknowledge_page(page=page, by=page.person, at=NOON, via="link")
    Page.objects.create(
        incident=incident, person=sam, reason="Knows", asked_at=NOON, called_at=NOON
    )

    audit_escalations(at=LATER)
    clock.ring_due(at=LATER)

    assert pages()["Sam"] == "silent"


def test_where_nobody_answered_the_next_call_to_managers_is_never_lost(incident: Incident) -> None:
    for passed in (5, 10, 15):
        clock.ring_due(at=NOON + timedelta(minutes=passed))
    assert Escalation.objects.get().state == "exhausted"
    Timer.objects.live().filter(kind="oncall.nobody_left").update(state="cancelled")

    audit_escalations(at=NOON + timedelta(minutes=16))
    clock.ring_due(at=NOON + timedelta(minutes=16))

    assert Page.objects.get(person__name="Elena").calls == 2


def test_the_command_fails_where_something_stood_still(
    incident: Incident, capsys: pytest.CaptureFixture[str]
) -> None:
    Timer.objects.filter(pk=climb_timer().pk).update(
        due_at=NOON + timedelta(days=9000), next_try_at=NOON + timedelta(days=9000)
    )
    with pytest.raises(CommandError, match="stand still"):
        call_command("audit_escalations", "--only-look")
    assert not Stall.objects.exists()
    with pytest.raises(CommandError, match="set going again"):
        call_command("audit_escalations")

    call_command("audit_escalations")

    assert "each knows what comes next" in capsys.readouterr().out
