"""A promised time passes without a word: it is said truthfully, and counted."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from incidents import publishing
from incidents.command.actions.page_duty_managers import page_duty_managers
from incidents.comms.actions.hold_promise import hold_promise
from incidents.comms.actions.miss_promise import miss_promise
from incidents.comms.actions.plan_promises import plan_promises
from incidents.comms.actions.release_promises import release_promises
from incidents.comms.models import Promise, Update, Wording
from incidents.comms.words import Words
from incidents.oncall.models import Page
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Role
from portal.clock import clock
from portal.post.models import Message
from statuspage import published
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.make_comms import (
    after,
    audience,
    give_role,
    make_promised,
    make_update,
    pass_time,
    promise_to,
)
from tests.make_oncall import make_rotation
from tests.make_people import make_user
from tests.make_statuspage import Visitor, read_everything


def test_a_holding_update_goes_out_by_itself_and_counts_as_late() -> None:
    incident = make_promised(level=1)
    make_update(
        incident,
        wordings=[Words(audience(), "Looking.", "Half of payments fail.", "We switch over.")],
        at=after(5),
    )
    silent = promise_to("customers", incident)

    pass_time(until=after(35), page=True)

    silent.refresh_from_db()
    assert (silent.state, silent.update) == ("late", None)
    assert silent.held_by is not None
    words = silent.held_by.wordings.get(audience__slug="customers")
    assert words.status == "Still investigating, no change since 12:05 UTC."
    assert (words.impact, words.action) == ("Half of payments fail.", "")
    assert promise_to("customers", incident).due_at == after(65)


def test_the_page_says_so_in_its_bytes() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", status="Half of payments fail.", at=after(5))

    pass_time(until=after(35), page=True)
    publish_site(anyway=True)

    notice = Notice.objects.get()
    body = Visitor().get(f"/incidents/{notice.public_id}/").body.decode()
    assert "Still investigating, no change since 12:05 UTC." in body
    assert "sent automatically" in body
    assert (notice.promises_kept, notice.promises_late) == (0, 1)
    assert notice.next_update_by == after(65)
    front = Visitor().get("/").body.decode()
    assert "Still investigating, no change since 12:05 UTC." in front
    assert f"{after(65):%H:%M} UTC" in front


def test_silence_since_a_person_is_counted_from_the_person() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", at=after(5))

    pass_time(until=after(65))

    last = Wording.objects.newest_first().filter(audience__slug="customers")[0]
    assert last.update.automatic
    assert last.status == "Still investigating, no change since 12:05 UTC."


def test_one_holding_update_reaches_every_silent_audience() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", "support", at=after(0.5))

    pass_time(until=after(31))

    held = Update.objects.filter(automatic=True, wordings__audience__slug="support").get()
    assert {one.audience.slug for one in held.wordings.all()} == {"customers", "support"}
    assert incident.entries.filter(body__startswith="Holding update").count() == 3


def test_it_never_goes_back_on_what_a_person_said() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", at=after(5), public_status="monitoring")

    pass_time(until=after(35))

    assert Notice.objects.get().status == "monitoring"
    status = Wording.objects.newest_first().filter(audience__slug="customers")[0].status
    assert status == "Still monitoring, no change since 12:05 UTC."


def test_it_claims_no_standstill_where_others_know_more() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", at=after(1))
    make_update(incident, "support", at=after(20), public_status="identified")

    pass_time(until=after(31))

    words = Wording.objects.newest_first().filter(audience__slug="customers")[0]
    assert words.update.automatic
    assert words.status == "Still working on it. Our last update to you was at 12:01 UTC."
    assert Notice.objects.get().status == "investigating"


def test_colleagues_who_heard_nothing_read_that_it_is_known() -> None:
    incident = make_promised(level=1)

    pass_time(until=after(10))

    words = Wording.objects.get(audience__slug="executives")
    assert words.status == "We are aware of “Checkout fails” and are investigating. No news yet."
    assert promise_to("executives", incident).due_at == after(25)


def test_nothing_becomes_public_by_a_machine() -> None:
    incident = make_promised(level=1)

    pass_time(until=after(600))

    assert not Notice.objects.exists()
    assert promise_to("customers", incident).verdict == "missed"
    assert promise_to("customers", incident).state == "open"


def test_a_machine_does_not_open_a_second_notice_when_trouble_is_back() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", at=after(1))
    move_incident(incident=incident, to="monitoring", by=None, at=after(20))
    make_update(incident, "customers", stage="resolution", status="Solved.", at=after(20))
    move_incident(incident=incident, to="active", by=None, at=after(40))
    plan_promises(incident=incident, by=None, at=after(40))

    pass_time(until=after(120))

    assert Notice.objects.get().status == "resolved"
    assert promise_to("customers", incident).verdict == "missed"


def test_colleagues_read_that_trouble_is_back_when_nobody_writes() -> None:
    incident = make_promised(level=1)
    make_update(incident, "support", at=after(1))
    move_incident(incident=incident, to="monitoring", by=None, at=after(20))
    make_update(incident, "support", stage="resolution", status="Solved.", at=after(20))
    move_incident(incident=incident, to="active", by=None, at=after(40))
    plan_promises(incident=incident, by=None, at=after(40))

    pass_time(until=after(51))

    words = Wording.objects.newest_first().filter(audience__slug="support")[0]
    assert words.update.automatic
    assert words.update.situation == "investigating"
    assert words.status == (
        "It is back since we told you at 12:20 UTC that it was over. We are investigating."
    )


def test_a_machine_says_nothing_about_a_notice_that_was_taken_back() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", at=after(1))
    published.retract(public_id=incident.notice_id, reason="Not ours.", at=after(2))

    pass_time(until=after(120))

    assert Notice.objects.count() == 1
    assert not Notice.objects.public().exists()


def test_where_policy_sends_no_holding_update_who_owes_it_is_told_once() -> None:
    make_user("Elena", "Manager")
    make_promised(level=3)

    pass_time(until=after(12))

    assert not Update.objects.exists()
    message = Message.objects.get(key__startswith="due:")
    assert "Customers and Customer support were promised an update by 12:10 UTC" in message.text


@pytest.mark.parametrize("late", [0, 1, 60])
def test_a_person_who_was_quicker_is_not_talked_over(late: float) -> None:
    incident = make_promised(level=1)
    promise = promise_to("support", incident)
    make_update(incident, "support", at=after(9.99))

    assert hold_promise(promise=promise, at=after(10 + late)) is None
    assert miss_promise(promise=promise, at=after(15 + late)) is False


def test_a_clock_that_was_down_catches_up_once() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", "executives", "support", at=after(5))

    clock.ring_due(at=after(180))

    held = Update.objects.filter(automatic=True)
    assert [one.at for one in held] == [after(180)]
    assert promise_to("customers", incident).due_at == after(210)


def test_five_minutes_of_silence_page_the_managers_even_where_a_machine_spoke() -> None:
    manager = make_user("Elena", "Manager")
    commander = make_user("Priya", "Incident commander")
    incident = make_promised(level=1)
    give_role(incident, Role.COMMANDER, commander)
    make_update(incident, "customers", "executives", "support", at=after(1))

    pass_time(until=after(21))

    page = Page.objects.get(incident=incident)
    assert (page.person, page.asked_at) == (manager, after(21))
    assert page.reason == "Nobody has written to Executives since 12:16 UTC"
    message = Message.objects.filter(key__startswith="missed:").get()
    assert message.lane == "urgent"
    assert [one.person for one in message.deliveries.all()] == [commander]
    assert "Nobody has written to Executives since an update was promised by 12:16" in message.text
    held = Promise.objects.filter(audience__slug="executives", state="late").get()
    assert held.managers_told_at == after(21)


def test_the_manager_whose_turn_it_is_is_paged_and_the_others_sleep() -> None:
    make_user("Elena", "Manager")
    on_duty = make_user("Nadia", "Manager")
    make_rotation(on_duty)
    make_promised(level=3)

    pass_time(until=after(20))

    assert [one.person for one in Page.objects.all()] == [on_duty]


def test_a_word_between_the_silence_and_the_page_spares_the_page() -> None:
    make_user("Elena", "Manager")
    incident = make_promised(level=3)
    missed = promise_to("customers", incident)
    pass_time(until=after(14))
    make_update(incident, "customers", "support", at=after(14.5))

    assert page_duty_managers(promise=missed, at=after(15)) == []
    assert not Page.objects.exists()


def test_what_is_missed_together_is_one_page_and_one_line() -> None:
    make_user("Elena", "Manager")
    incident = make_promised(level=3)

    pass_time(until=after(20))

    assert Page.objects.count() == 1
    message = Message.objects.get(key__startswith="missed:")
    assert "Nobody has written to Customers and Customer support" in message.text
    assert incident.entries.filter(body__startswith="Nobody has written").count() == 1


def test_a_missed_promise_stays_owed_and_stays_missed_when_answered() -> None:
    incident = make_promised(level=3)
    missed = promise_to("support", incident)

    pass_time(until=after(16))
    incident.refresh_from_db()
    assert incident.next_update_due_at == missed.due_at
    make_update(incident, "support", at=after(20))

    missed.refresh_from_db()
    assert (missed.state, missed.lateness) == ("missed", after(20) - after(10))


def test_a_person_answers_what_a_machine_only_held() -> None:
    make_user("Elena", "Manager")
    incident = make_promised(level=1)
    make_update(incident, "executives", "customers", "support", at=after(1))

    pass_time(until=after(17))
    said = make_update(incident, "executives", at=after(18))
    pass_time(until=after(25))

    held = Promise.objects.get(audience__slug="executives", held_by__isnull=False)
    assert (held.state, held.update) == ("late", said)
    assert not Message.objects.filter(key__startswith="missed:").exists()


def test_silence_after_the_end_pages_nobody() -> None:
    make_user("Elena", "Manager")
    incident = make_promised(level=1)
    make_update(incident, "executives", "customers", "support", at=after(1))
    pass_time(until=after(17))

    release_promises(incident=incident, by=None, at=after(18))
    pass_time(until=after(600))

    assert not Message.objects.filter(key__startswith="missed:").exists()


def test_where_nobody_can_be_paged_the_timeline_says_so() -> None:
    incident = make_promised(level=3)

    pass_time(until=after(20))

    assert incident.entries.filter(body__startswith="There is no manager").exists()


def test_the_lead_is_nudged_before_and_then_the_commander() -> None:
    incident = make_promised(level=1)
    lead = give_role(incident, Role.COMMUNICATIONS_LEAD, make_user("Mei", "Responder"))
    commander = give_role(incident, Role.COMMANDER, make_user("Priya", "Incident commander"))

    pass_time(until=after(9.9))

    nudges = Message.objects.filter(kind="comms.reminder").order_by("pk")
    assert [one.deliveries.get().person for one in nudges] == [lead, commander]
    assert "Customers, Executives and Customer support expect" in nudges[0].text
    assert all(one.lane == "urgent" for one in nudges)
    assert nudges[0].created_at == after(10) - (after(10) - after(0)) / 3


@pytest.mark.parametrize("role", [Role.COMMANDER, None])
def test_without_a_lead_the_commander_or_the_declarer_is_nudged_once(role: Role | None) -> None:
    declarer = make_user("Ana", "Responder")
    incident = make_promised(level=1, by=declarer)
    person = give_role(incident, role, make_user("Priya", "Manager")) if role else declarer

    pass_time(until=after(9.9))

    assert Message.objects.get(kind="comms.reminder").deliveries.get().person == person


def test_a_private_incident_is_spoken_of_to_its_members_only() -> None:
    board = audience("executives")
    insider, outsider = make_user("In", "Responder"), make_user("Out", "Responder")
    board.members.set([insider, outsider])
    board.extra_addresses = ["press@example.com"]
    board.save()

    make_promised(level=1, private=True, members=[insider])
    pass_time(until=after(10))

    message = Message.objects.get(kind="comms.update", topic__endswith=":executives")
    assert message.restricted
    assert [one.person for one in message.deliveries.all()] == [insider]


def test_a_drill_is_marked_and_leaves_nothing_outside() -> None:
    board = audience("executives")
    board.members.set([make_user("In", "Responder")])
    board.extra_addresses = ["client@example.com"]
    board.save()

    make_promised(level=1, kind="drill")
    pass_time(until=after(30))

    assert not Notice.objects.exists()
    assert all("DRILL" in one.subject for one in Message.objects.all())
    addresses = {d.address for m in Message.objects.all() for d in m.deliveries.all()}
    assert "client@example.com" not in addresses


@pytest.mark.parametrize("facts", [{}, {"private": True}, {"kind": "drill"}])
def test_whatever_is_silent_no_internal_word_reaches_a_public_byte(facts: dict[str, Any]) -> None:
    incident = make_promised(level=1, title="CANARY-title", **facts)
    make_update(
        incident,
        wordings=[Words(audience("executives"), "CANARY-status", "CANARY-impact", "CANARY-act")],
        at=after(5),
    )
    if not facts:
        make_update(incident, "customers", at=after(6))

    pass_time(until=after(200), page=True)
    publish_site(anyway=True)

    for name, content in read_everything(Path(settings.PUBLIC_DIR)).items():
        assert b"CANARY" not in content, name


def test_publishing_knows_whether_a_word_continues_a_notice() -> None:
    incident = make_promised(level=1)
    assert not publishing.continues(incident, status="investigating")

    make_update(incident, "customers", at=after(1))

    assert publishing.continues(incident, status="investigating")
