"""People are told once, in the words meant for them."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from incidents import publishing
from incidents.comms.actions.say_no_change import say_no_change
from incidents.comms.models import Update, Wording
from incidents.comms.words import (
    NothingToSend,
    Over,
    SomebodyWasQuicker,
    StillOpen,
    TooLate,
    Words,
)
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident
from portal.clock.models import Timer
from portal.post.models import Message
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.make_comms import after, audience, make_promised, make_update, pass_time, promise_to
from tests.make_people import make_user
from tests.make_post import MailSink, deliver_everything, parts
from tests.make_record import NOON, make_incident
from tests.make_statuspage import Visitor, make_component


def test_a_click_twice_tells_once() -> None:
    incident = make_incident()
    for _ in range(2):
        make_update(incident, "customers", "support", key="form-1")

    assert Update.objects.count() == 1
    assert Notice.objects.get().updates.count() == 1
    assert Message.objects.filter(kind="comms.update").count() == 1


def test_a_key_speaks_of_its_own_incident_only() -> None:
    one, other = make_incident(), make_incident()

    first = make_update(one, "support", key="same")
    second = make_update(other, "support", key="same")

    assert first != second


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_publish_once() -> None:
    incident = make_promised()
    start = Barrier(2)

    def click() -> None:
        start.wait()
        make_update(Incident.objects.get(pk=incident.pk), "customers", "support", key="same form")
        connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert Update.objects.count() == 1
    assert Notice.objects.get().updates.count() == 1
    assert Message.objects.filter(kind="comms.update").count() == 1
    assert incident.promises.filter(state="open", audience__slug="customers").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_person_and_the_clock_at_once_settle_a_promise_once() -> None:
    incident = make_promised()
    make_update(incident, "customers", at=after(1))
    start = Barrier(2)

    def speak() -> None:
        start.wait()
        make_update(Incident.objects.get(pk=incident.pk), "customers", at=after(31))
        connection.close()

    def ring() -> None:
        start.wait()
        pass_time(until=after(31))
        connection.close()

    both = [Thread(target=speak), Thread(target=ring)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    answered = incident.promises.get(audience__slug="customers", due_at=after(31))
    assert answered.state in {"kept", "late"}
    assert (answered.state == "late") == (answered.held_by is not None)
    assert incident.promises.filter(state="open", audience__slug="customers").count() == 1
    assert not Timer.objects.filter(state="parked").exists()


def test_two_people_do_not_talk_over_each_other() -> None:
    incident = make_incident()
    mei = make_user("Mei Chen", "Communications lead")
    make_update(incident, "support", by=mei)

    with pytest.raises(SomebodyWasQuicker, match="Mei Chen sent update 1 while you were writing"):
        make_update(incident, "support", after=0)

    make_update(incident, "support", after=1)


def test_a_machine_in_between_is_no_colleague() -> None:
    incident = make_promised(level=1)
    make_update(incident, "executives", at=after(1))
    pass_time(until=after(17))

    make_update(incident, "executives", after=1, at=after(18))

    assert Update.objects.newest_first()[0].number == 4


@pytest.mark.parametrize(
    ("minute", "allowed"), [(-1, False), (0, False), (29, True), (30, True), (32, False)]
)
def test_a_promise_lies_ahead_and_within_policy(minute: float, allowed: bool) -> None:
    incident = make_incident(level=1)
    words = [Words(audience(), "Looking.", next_update_at=after(minute))]

    if allowed:
        make_update(incident, wordings=words)
        assert promise_to("customers", incident).due_at == after(minute)
        return
    with pytest.raises(TooLate) as refusal:
        make_update(incident, wordings=words)
    assert refusal.value.field == "next_by"
    assert not Update.objects.exists()


def test_a_refusal_says_by_when() -> None:
    incident = make_incident(level=1)
    words = [Words(audience(), "Looking.", next_update_at=after(60))]

    with pytest.raises(TooLate, match=r"every 30 min. Promise 12:30 UTC or earlier"):
        make_update(incident, wordings=words)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"wordings": []}, "Choose at least one audience"),
        ({"status": "  "}, "Write the status for Customers"),
        ({"title": " "}, "Write the title that customers see"),
    ],
)
def test_it_refuses_what_nobody_could_read(facts: dict[str, Any], says: str) -> None:
    with pytest.raises(NothingToSend, match=says):
        make_update(make_incident(), **facts)

    assert not Update.objects.exists()
    assert not Notice.objects.exists()


def test_an_open_incident_is_not_called_resolved() -> None:
    with pytest.raises(StillOpen, match="Resolve it"):
        make_update(make_incident(), stage="resolution")
    with pytest.raises(StillOpen, match="Resolve it"):
        make_update(make_incident(), public_status="resolved")


@pytest.mark.parametrize("state", ["dismissed", "closed"])
def test_nothing_is_told_after_the_end(state: str) -> None:
    incident = make_incident()
    for step in ["monitoring", "closed"] if state == "closed" else ["dismissed"]:
        move_incident(incident=incident, to=step, by=None, at=NOON)

    with pytest.raises(Over, match=f"is {state}: nothing more is told"):
        make_update(incident, "support")


@pytest.mark.parametrize("facts", [{"kind": "drill"}, {"private": True}])
def test_customers_are_told_nothing_of_drills_and_private_incidents(facts: dict[str, Any]) -> None:
    incident = make_incident(**facts)

    with pytest.raises(publishing.NotForCustomers):
        make_update(incident, "customers")

    assert not Update.objects.exists()
    assert not Notice.objects.exists()


def test_the_first_public_word_opens_a_notice_and_sets_components() -> None:
    checkout = make_component("Checkout")
    incident = make_incident("pgbouncer saturated on db-7")

    make_update(incident, component_states={checkout.public_id: "partial_outage"})
    make_update(incident, component_states={checkout.public_id: "operational"}, at=after(5))

    notice = Notice.objects.get()
    assert (notice.title, notice.updates.count()) == ("Card payments fail", 2)
    checkout.refresh_from_db()
    assert checkout.status == "operational"
    assert incident.notice_id == notice.public_id


def test_the_end_of_a_notice_that_was_taken_back_tells_customers_nothing() -> None:
    incident = make_incident()
    make_update(incident, "customers", "support")
    publishing.retract(incident=incident, reason="Not ours.", by=None, at=NOON)
    move_incident(incident=incident, to="monitoring", by=None, at=after(1))

    make_update(incident, "customers", "support", stage="resolution", at=after(1))

    assert Notice.objects.count() == 1
    assert not Notice.objects.public().exists()


def test_a_mail_begins_with_the_status_and_says_the_promise(settings: Settings) -> None:
    executives = audience("executives")
    executives.members.set([make_user("Elena", email="elena@example.com")])
    executives.extra_addresses = ["Elena@example.com", "board@example.com"]
    executives.save()
    incident = make_incident("Checkout fails", level=1)
    words = Words(executives, "Payments <fail>.", "Half of them.", "We switch over.")

    with MailSink() as sink:
        settings.EMAIL_URL = sink.url
        make_update(incident, wordings=[words], public_status="identified")
        deliver_everything()
        mails = list(sink.mails)

    assert sorted(str(mail["To"]) for mail in mails) == [
        "Elena <elena@example.com>",
        "board@example.com",
    ]
    subject = f"SEV1 Identified: Checkout fails ({incident.reference})"
    assert {str(mail["Subject"]) for mail in mails} == {subject}
    text, html = parts(mails[0])
    assert text.startswith("Status: Payments <fail>.")
    assert "Next update by 12:15 UTC." in text
    assert "<strong>Next update by 12:15 UTC</strong>" in html
    assert "Payments &lt;fail&gt;." in html
    assert html.count("<a ") == 1
    for said in ("Half of them.", "We switch over."):
        assert said in text
        assert said in html


def test_every_audience_reads_its_own_words_and_customers_no_others() -> None:
    incident = make_incident("CANARY-title", level=1)
    words = [
        Words(audience(), "Payments fail."),
        Words(audience("executives"), "CANARY-executives"),
        Words(audience("engineering"), "CANARY-engineering"),
    ]

    make_update(incident, wordings=words)
    publish_site(anyway=True)

    assert set(Wording.objects.values_list("status", flat=True)) == {one.status for one in words}
    notice = Notice.objects.get()
    for path in ("/", f"/incidents/{notice.public_id}/", "/api/v2/incidents.json", "/history/"):
        body = Visitor().get(path).body
        assert b"CANARY" not in body
    entry = incident.entries.newest_first()[0]
    assert "Executives: CANARY-executives · Engineering: CANARY-engineering" in entry.body


def test_nothing_new_is_an_update_of_a_person_and_keeps_the_promise() -> None:
    mei = make_user("Mei")
    incident = make_promised(level=1)
    words = Words(audience("support"), "Looking.", "Half of payments fail.", "We switch over.")
    make_update(incident, wordings=[words], at=after(1), public_status="identified")
    promise = promise_to("support", incident)

    said = say_no_change(incident=incident, key="k", by=mei, at=after(20))

    promise.refresh_from_db()
    assert (promise.state, promise.update) == ("kept", said)
    wording = said.wordings.get()
    assert wording.status == "Still working on the cause we found, no change since 12:01 UTC."
    assert wording.impact == "Half of payments fail."
    assert not Notice.objects.exists()
    assert say_no_change(incident=incident, key="k", by=mei, at=after(20)) == said


def test_nothing_new_is_no_first_word() -> None:
    incident = make_promised(level=1)

    with pytest.raises(NothingToSend, match="write the first update"):
        say_no_change(incident=incident, key="k", by=make_user(), at=after(1))


def test_an_unsent_update_is_superseded_by_the_next() -> None:
    audience("support").members.set([make_user("Ana")])
    incident = make_incident()

    make_update(incident, "support")
    make_update(incident, "support", at=after(5))

    states = list(Message.objects.order_by("pk").values_list("deliveries__state", flat=True))
    assert states == ["superseded", "pending"]


def test_it_is_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    incident = make_promised(level=1)

    def fail(*_: Any) -> None:
        raise ArithmeticError

    monkeypatch.setattr("incidents.comms.actions.post_update._write_down", fail)
    with pytest.raises(ArithmeticError):
        make_update(incident, "customers", "support")

    assert not Update.objects.exists()
    assert not Message.objects.exists()
    assert not Notice.objects.exists()
    assert incident.promises.filter(state="open").count() == 3
