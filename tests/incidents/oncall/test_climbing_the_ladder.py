"""A ladder climbs by its policy, goes on when somebody falls silent, and never gives up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.decline_page import decline_page
from incidents.oncall.actions.escalate_now import escalate_now
from incidents.oncall.actions.page_again import page_again
from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.actions.say_still_on_it import say_still_on_it
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.oncall.models import Escalation, EscalationPolicy, EscalationStep, Page
from incidents.oncall.paging.links import page_url
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User
from portal.post.models import Delivery, Message
from tests.make_contact import make_way
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_ways import make_provider


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def said(incident: Incident) -> list[str]:
    return [entry.body for entry in incident.entries.in_order()]


def states(incident: Incident) -> dict[str, str]:
    return {str(page.person): page.state for page in Page.objects.filter(incident=incident)}


@pytest.fixture
def tom() -> User:
    return make_user("Tom", "Responder")


@pytest.fixture
def sam() -> User:
    return make_user("Sam", "Responder")


@pytest.fixture
def elena() -> User:
    return make_user("Elena", "Manager")


@pytest.fixture
def policy(tom: User, sam: User, elena: User) -> EscalationPolicy:
    return make_ladder(make_rotation(tom), make_rotation(sam))


@pytest.fixture
def incident(policy: EscalationPolicy) -> Incident:
    return make_incident(level=2)


def start(incident: Incident) -> Escalation:
    escalation = start_escalation(incident=incident, by=None, at=NOON)
    assert escalation is not None
    return escalation


class TestTheRungs:
    def test_several_targets_of_one_rung_are_called_together(
        self, policy: EscalationPolicy, incident: Incident
    ) -> None:
        kim = make_user("Kim", "Responder")
        EscalationStep.objects.create(policy=policy, position=1, person=kim)

        start(incident)

        assert states(incident) == {"Tom": "sent", "Kim": "sent"}

    def test_each_rung_waits_its_own_time(
        self, policy: EscalationPolicy, incident: Incident
    ) -> None:
        policy.steps.filter(position=1).update(wait_minutes=12)
        start(incident)

        clock.ring_due(at=NOON + minutes(11))
        assert states(incident) == {"Tom": "sent"}
        clock.ring_due(at=NOON + minutes(12))

        assert states(incident) == {"Tom": "silent", "Sam": "sent"}

    def test_a_rung_for_the_worst_is_left_out_otherwise(
        self, policy: EscalationPolicy, incident: Incident
    ) -> None:
        policy.steps.filter(position=1).update(up_to_level=0)

        start(incident)

        assert states(incident) == {"Sam": "sent"}

    def test_the_same_target_stands_on_a_rung_once(self, policy: EscalationPolicy) -> None:
        step = policy.steps.first()
        assert step is not None
        with pytest.raises(IntegrityError, match="target_stands_on_a_rung_once"):
            EscalationStep.objects.create(policy=policy, position=1, rotation=step.rotation)

    def test_it_is_climbed_again_before_the_managers_are_called(
        self, policy: EscalationPolicy, incident: Incident
    ) -> None:
        EscalationPolicy.objects.update(repeats=1)
        start(incident)
        for passed in (5, 10):
            clock.ring_due(at=NOON + minutes(passed))
        assert states(incident) == {"Tom": "sent", "Sam": "silent"}
        assert Page.objects.get(person__name="Tom").calls == 2
        for passed in (15, 20):
            clock.ring_due(at=NOON + minutes(passed))

        assert states(incident) == {"Tom": "silent", "Sam": "silent", "Elena": "sent"}
        assert "Paged Tom again. On call: " in " ".join(said(incident))
        assert Page.objects.count() == 3

    def test_names_ways_and_waits_are_kept_from_the_start(
        self, policy: EscalationPolicy, incident: Incident
    ) -> None:
        escalation = start(incident)

        policy.steps.all().delete()
        User.objects.filter(name="Sam").update(email="elsewhere@example.com")
        clock.ring_due(at=NOON + minutes(5))

        assert [list(rung["names"].values()) for rung in escalation.ladder] == [
            ["Tom"],
            ["Sam"],
            ["Elena"],
        ]
        sent = Delivery.objects.get(person__name="Sam")
        assert sent.address != "elsewhere@example.com"


class TestNobodyLeft:
    def test_managers_are_called_by_every_way_and_again_until_somebody_answers(
        self, incident: Incident, elena: User
    ) -> None:
        for kind in ("sms", "voice"):
            make_provider(kind)
        make_way(elena, "sms", "+4915100000001")
        make_way(elena, "voice", "+4915100000001")
        start(incident)
        for passed in (5, 10):
            clock.ring_due(at=NOON + minutes(passed))
        first = Delivery.objects.filter(person=elena)
        assert {one.channel for one in first} == {"sms", "voice", "email"}

        for passed in (15, 20, 25):
            clock.ring_due(at=NOON + minutes(passed))

        page = Page.objects.get(person=elena)
        assert (page.calls, page.state) == (3, "sent")
        assert any(
            one.startswith("Still nobody has answered after 20 min") for one in said(incident)
        )
        acknowledge_page(page=page, by=elena, at=NOON + minutes(26), via="link")
        clock.ring_due(at=NOON + minutes(90))
        assert Page.objects.get(person=elena).calls == 3
        assert Escalation.objects.get().state == "answered"

    def test_it_ends_with_the_incident(self, incident: Incident) -> None:
        start(incident)
        for passed in (5, 10, 15):
            clock.ring_due(at=NOON + minutes(passed))

        stop_escalation(incident=incident, by=None, at=NOON + minutes(16))
        before = Delivery.objects.count()
        clock.ring_due(at=NOON + minutes(90))

        assert Delivery.objects.count() == before
        assert not Delivery.objects.filter(state="pending").exists()


class TestFailingAgain:
    def test_whoever_is_on_call_now_is_paged_once_more(
        self, policy: EscalationPolicy, incident: Incident, tom: User, sam: User
    ) -> None:
        start(incident)
        acknowledge_page(page=Page.objects.get(), by=tom, at=NOON + minutes(1), via="link")
        policy.steps.filter(position=1).update(rotation=make_rotation(sam))

        page_again(
            incident=incident,
            why="5xx is back",
            at=NOON + minutes(60),
            recovered_at=NOON + minutes(50),
        )

        assert [str(one.person) for one in Page.objects.waiting()] == ["Sam"]
        assert "Failing again after a recovery: 5xx is back" in said(incident)

    def test_the_same_person_is_paged_anew_and_once_however_many_alerts(
        self, incident: Incident, tom: User
    ) -> None:
        start(incident)
        acknowledge_page(page=Page.objects.get(), by=tom, at=NOON + minutes(1), via="link")
        again, recovered = NOON + minutes(60), NOON + minutes(50)
        for _ in range(3):
            page_again(incident=incident, why="Back", at=again, recovered_at=recovered)
        newest = Page.objects.waiting().get()
        acknowledge_page(page=newest, by=tom, at=again + minutes(1), via="link")

        for second in range(3):
            at = again + minutes(2) + timedelta(seconds=second)
            page_again(incident=incident, why="Back", at=at, recovered_at=recovered)

        assert Page.objects.filter(person=tom).count() == 2
        assert not Page.objects.waiting().exists()

    def test_two_ladder_pages_to_one_person_are_no_rows(
        self, incident: Incident, tom: User
    ) -> None:
        page = start(incident).pages.get()
        other = Escalation.objects.create(
            incident=incident, ladder=[], strategy="standard", wait_minutes=5,
            started_at=NOON, state="stopped", ended_at=NOON,
        )  # fmt: skip
        twin = {"incident": incident, "person": tom, "reason": "Twice", "asked_at": NOON}

        with pytest.raises(IntegrityError, match="once"), transaction.atomic():
            Page.objects.create(escalation=other, state="silent", trigger=page.trigger, **twin)
        with pytest.raises(IntegrityError, match="asked_once_at_a_time"), transaction.atomic():
            Page.objects.create(**twin)


class TestAfterAcknowledging:
    @pytest.fixture
    def page(self, incident: Incident, tom: User) -> Page:
        start(incident)
        return acknowledge_page(page=Page.objects.get(), by=tom, at=NOON + minutes(1), via="link")

    def test_silence_in_the_room_is_asked_about_and_then_the_ladder_goes_on(
        self, page: Page, incident: Incident
    ) -> None:
        clock.ring_due(at=NOON + minutes(31))
        assert Message.objects.get(kind="oncall.still_on_it").short.startswith("Still on it?")
        assert states(incident) == {"Tom": "acknowledged"}

        clock.ring_due(at=NOON + minutes(36))

        assert states(incident) == {"Tom": "acknowledged", "Sam": "sent"}
        page.refresh_from_db()
        assert page.quiet_at is not None
        body = "Tom acknowledged and has been silent here since. The ladder goes on."
        assert body in said(incident)

    def test_a_word_in_the_room_is_answer_enough(
        self, page: Page, incident: Incident, tom: User
    ) -> None:
        add_entry(incident=incident, kind="note", body="Pool?", by=tom, at=NOON + minutes(20))

        clock.ring_due(at=NOON + minutes(31))
        assert not Message.objects.filter(kind="oncall.still_on_it").exists()
        clock.ring_due(at=NOON + minutes(50))

        assert Message.objects.filter(kind="oncall.still_on_it").exists()

    def test_one_press_says_still_on_it(self, page: Page, incident: Incident, tom: User) -> None:
        clock.ring_due(at=NOON + minutes(31))

        say_still_on_it(page=page, by=tom, at=NOON + minutes(32), via="link")
        clock.ring_due(at=NOON + minutes(40))

        assert states(incident) == {"Tom": "acknowledged"}
        assert "Tom is still on it." in said(incident)

    def test_when_it_is_over_nobody_is_asked(self, page: Page, incident: Incident) -> None:
        stop_escalation(incident=incident, by=None, at=NOON + minutes(2))

        clock.ring_due(at=NOON + minutes(60))

        assert not Message.objects.filter(kind="oncall.still_on_it").exists()


class TestAskingForMore:
    def test_the_next_rung_comes_without_waiting_and_the_first_keeps_its_time(
        self, incident: Incident, tom: User
    ) -> None:
        start(incident)

        pages = escalate_now(incident=incident, by=tom, at=NOON + minutes(1))

        assert [str(one.person) for one in pages] == ["Sam"]
        assert states(incident) == {"Tom": "sent", "Sam": "sent"}
        clock.ring_due(at=NOON + minutes(6))
        assert states(incident) == {"Tom": "silent", "Sam": "silent", "Elena": "sent"}

    def test_it_goes_on_from_where_an_answer_had_ended_it(
        self, incident: Incident, tom: User
    ) -> None:
        start(incident)
        acknowledge_page(page=Page.objects.get(), by=tom, at=NOON + minutes(1), via="link")

        pages = escalate_now(incident=incident, by=tom, at=NOON + minutes(9))

        assert [str(one.person) for one in pages] == ["Sam"]
        assert Escalation.objects.get().state == "climbing"

    def test_when_everybody_was_asked_it_says_to_page_by_name(
        self, incident: Incident, tom: User
    ) -> None:
        start(incident)
        for passed in (1, 2):
            escalate_now(incident=incident, by=tom, at=NOON + minutes(passed))

        with pytest.raises(CannotPage, match="page somebody by name"):
            escalate_now(incident=incident, by=tom, at=NOON + minutes(3))

    def test_it_is_praised(self, incident: Incident, tom: User) -> None:
        start(incident)
        client = Client()
        client.force_login(tom)

        where = f"/portal/incidents/{incident.reference}/escalations/next/"
        answer = client.post(where, follow=True)

        assert "Good call. Sam was paged at" in answer.content.decode()


class TestDeclining:
    def test_the_reason_is_one_tap_and_stands_on_the_timeline(self, incident: Incident) -> None:
        start(incident)
        link = page_url(Page.objects.get()).split("8000")[1]
        stranger = Client(enforce_csrf_checks=True)
        assert "I am on another incident" in stranger.get(link).content.decode()

        stranger.post(link, {"answer": "decline", "because": "busy"})

        assert states(incident) == {"Tom": "declined", "Sam": "sent"}
        assert "Tom cannot come: “I am on another incident”" in said(incident)

    def test_one_paged_by_name_is_followed_by_the_ladder(
        self, incident: Incident, tom: User
    ) -> None:
        kim = make_user("Kim", "Responder")
        page = page_person(incident=incident, person=kim, reason="Knows", by=tom, at=NOON)

        decline_page(page=page, by=kim, at=NOON + minutes(1), via="slack")

        assert states(incident) == {"Kim": "declined", "Tom": "sent"}


class TestTheLink:
    def test_it_tells_what_is_broken_and_who_comes(self, incident: Incident, sam: User) -> None:
        page = start(incident).pages.get()
        other = page_person(incident=incident, person=sam, reason="Knows", by=None, at=NOON)
        acknowledge_page(page=other, by=sam, at=NOON, via="link")

        shown = Client().get(page_url(page).split("8000")[1]).content.decode()

        assert incident.title in shown
        assert "<dt>Coming</dt><dd>Sam</dd>" in shown

    def test_it_answers_for_nobody_else_who_is_signed_in(
        self, incident: Incident, sam: User
    ) -> None:
        page = start(incident).pages.get()
        client = Client()
        client.force_login(sam)

        refused = client.post(page_url(page).split("8000")[1], {"answer": "acknowledge"})

        assert refused.status_code == 409
        assert "This page is for Tom" in refused.content.decode()
        assert states(incident) == {"Tom": "sent"}


class TestTheScreen:
    @pytest.fixture
    def client(self, tom: User) -> Client:
        client = Client()
        client.force_login(tom)
        return client

    def test_every_way_and_whoever_is_next_stand_on_the_ladder(
        self, incident: Incident, client: Client
    ) -> None:
        start(incident)
        Delivery.objects.update(state="parked", last_error="no route")

        page = client.get(f"/portal/incidents/{incident.reference}/escalations/").content.decode()

        assert "E-mail" in page
        assert ", failed" in page
        assert page.index("<b>Tom</b>") < page.index("<b>Sam</b>") < page.index("<b>Elena</b>")

    def test_nothing_is_said_while_nothing_is_new(
        self, incident: Incident, client: Client, tom: User
    ) -> None:
        start(incident)
        acknowledge_page(page=Page.objects.get(), by=tom, at=NOON, via="link")
        incident.refresh_from_db()
        where = f"/portal/incidents/{incident.reference}/ladder/"

        assert client.get(where, {"after": incident.last_seq}).status_code == 204
        assert client.get(where, {"after": incident.last_seq - 1}).status_code == 200

    def test_a_dry_run_says_who_would_be_paged_and_pages_nobody(
        self, policy: EscalationPolicy, client: Client
    ) -> None:
        page = client.get("/portal/on-call/policies/", {"severity": 2}).content.decode()

        assert page.index("<b>Tom</b>") < page.index("<b>Sam</b>") < page.index("<b>Elena</b>")
        assert "+5 min" in page
        assert not Page.objects.exists()
        assert client.get("/portal/on-call/policies/", {"severity": "x"}).status_code == 422
