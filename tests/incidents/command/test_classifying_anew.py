"""A new severity re-plans what is promised, who is paged and what is due, both ways."""

from datetime import timedelta

from incidents.catalog.models import Severity
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.resolve_incident import resolve_incident
from incidents.comms.cadence import cadences_of
from incidents.comms.models import Promise
from incidents.learning.models import Postmortem
from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.models import Page
from incidents.record.models import Incident
from portal.clock.models import Timer
from portal.people.models import User
from tests.make_command import declare
from tests.make_comms import after, audience, make_update
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_service

HOUR = timedelta(hours=1)


def raise_to(incident: Incident, level: int, *, minute: float = 5) -> None:
    reclassify_incident(
        incident=incident, level=level, reason="It is otherwise.", by=None, at=after(minute)
    )


def waiting() -> set[User]:
    return {page.person for page in Page.objects.waiting()}


def a_ladder() -> tuple[User, User, User]:
    """Tier 1, then a senior; a commander beside them."""
    tom, ana = make_user("Tom", "Responder"), make_user("Ana", "Responder")
    priya = make_user("Priya", "Incident commander")
    make_ladder(make_rotation(tom), make_rotation(ana))
    make_rotation(priya, commands=True)
    return tom, ana, priya


def due(slug: str) -> float:
    """When the open promise to an audience is due, in minutes past noon."""
    promise = Promise.objects.get(audience__slug=slug, state="open")
    return (promise.due_at - NOON) / timedelta(minutes=1)


def test_raising_promises_sooner_and_to_more() -> None:
    incident = declare(level=3)
    make_update(incident, "customers", "support", at=after(2))

    raise_to(incident, 0)

    assert (due("customers"), due("executives"), due("support")) == (20, 20, 35)


def test_raising_never_moves_a_promise_later() -> None:
    incident = declare(level=2)
    before = {one.audience_id: one.due_at for one in Promise.objects.unsettled()}

    raise_to(incident, 1)

    now = {one.audience_id: one.due_at for one in Promise.objects.unsettled()}
    assert all(now[one] <= before[one] for one in before)


def test_raising_tells_nobody_less_often_even_where_the_worse_policy_would() -> None:
    incident = declare(level=1)
    Severity.objects.filter(level=0).update(executives_cadence=None, support_cadence=90)

    raise_to(incident, 0)

    told = cadences_of(incident)
    assert told[audience("executives").pk] == 15
    assert told[audience("support").pk] == 30


def test_lowering_keeps_what_is_promised_and_slows_what_comes_next() -> None:
    incident = declare(level=1)

    raise_to(incident, 2)

    assert (due("customers"), due("executives")) == (10, 10)
    told = cadences_of(incident)
    assert told[audience("customers").pk] == 60
    assert audience("executives").pk not in told


def test_raising_pages_the_commander_and_the_senior_while_tier_one_is_still_silent() -> None:
    tom, ana, priya = a_ladder()
    incident = declare(level=2)
    assert waiting() == {tom}

    raise_to(incident, 1)

    assert waiting() == {tom, ana, priya}
    assert Page.objects.filter(person=tom).count() == 1


def test_raising_pages_who_is_missing_and_nobody_who_came() -> None:
    tom, ana, priya = a_ladder()
    incident = declare(level=2)
    acknowledge_page(page=Page.objects.get(), by=tom, at=after(1), via="link")

    raise_to(incident, 1)

    assert waiting() == {ana, priya}


def test_on_the_critical_path_raising_pages_everyone_at_once() -> None:
    tom, ana, priya = a_ladder()
    incident = declare(level=2, services=[make_service(critical_path=True)])

    raise_to(incident, 0)

    assert waiting() == {tom, ana, priya}
    assert incident.escalations.get(state="climbing").strategy == "critical_path"


def test_only_a_commander_is_paged_where_all_others_came() -> None:
    *_, priya = a_ladder()
    incident = declare(level=1)
    for page in Page.objects.waiting().exclude(person=priya):
        acknowledge_page(page=page, by=page.person, at=after(1), via="link")
    Page.objects.filter(person=priya).delete()

    raise_to(incident, 0)

    assert waiting() == {priya}
    assert Page.objects.get(person=priya).to_command


def test_a_page_that_waits_goes_on_to_be_noticed_in_silence() -> None:
    tom, ana, _ = a_ladder()
    incident = declare(level=2)

    raise_to(incident, 1)

    climbing = incident.escalations.get(state="climbing")
    assert set(climbing.pages.values_list("person", flat=True)) >= {tom.pk, ana.pk}
    assert Timer.objects.live().filter(kind="oncall.climb").count() == 1


def test_lowering_pages_nobody_and_calls_nobody_off() -> None:
    tom, ana, priya = a_ladder()
    incident = declare(level=1)

    raise_to(incident, 3)

    assert waiting() == {tom, ana, priya}
    assert Page.objects.count() == 3


def resolved(level: int) -> Incident:
    incident = declare(level=level, by=make_user("Tom", "Responder"))
    resolve_incident(incident=incident, verified="ok", words="", by=None, at=NOON)
    return incident


def test_raising_brings_the_postmortem_forward_with_its_reminders() -> None:
    Severity.objects.filter(level=0).update(postmortem_draft_hours=24)
    incident = resolved(2)

    raise_to(incident, 0)

    postmortem = Postmortem.objects.get()
    assert postmortem.due_at == NOON + 24 * HOUR
    due = Timer.objects.live().filter(kind="learning.reminder").order_by("due_at")
    assert [one.due_at - NOON for one in due] == [12 * HOUR, 20 * HOUR, 24 * HOUR]


def test_a_deadline_leaves_some_hours_to_write() -> None:
    Severity.objects.filter(level=0).update(postmortem_draft_hours=1)
    incident = resolved(2)

    raise_to(incident, 0, minute=30 * 60)

    assert Postmortem.objects.get().due_at == NOON + 34 * HOUR


def test_lowering_never_moves_it_later() -> None:
    Severity.objects.filter(level=3).update(postmortem_draft_hours=96)
    incident = resolved(1)

    raise_to(incident, 3)

    assert Postmortem.objects.get().due_at == NOON + 48 * HOUR


def test_raising_during_the_watch_opens_the_postmortem_that_is_owed_now() -> None:
    incident = resolved(3)
    assert not Postmortem.objects.exists()

    raise_to(incident, 1)

    assert Postmortem.objects.get().due_at == after(5) + 48 * HOUR
