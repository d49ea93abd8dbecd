"""A person is called by their own rules, one way after the other, until they answer."""

from datetime import time, timedelta

import pytest
from django.test import Client

from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.models import Call, ContactWay, Page, QuietHours
from incidents.record.models import Incident
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.models import User
from portal.post.hearing import Verdict, Word, tell_listeners
from portal.post.models import Delivery, Message
from tests.make_contact import make_rule, make_way, reach
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_ways import make_provider

NUMBER = "+4915112345678"


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def left(person: User) -> list[tuple[str, str]]:
    """Channel and state of everything written to a person because of a page."""
    rows = Delivery.objects.filter(person=person, message__kind="oncall.page").order_by("pk")
    return [(row.channel, row.state) for row in rows]


@pytest.fixture
def tom() -> User:
    for kind in ("sms", "voice", "slack_user"):
        make_provider(kind)
    return make_user("Tom", "Responder")


def paged(person: User, *, level: int = 1) -> Page:
    incident = make_incident(level=level)
    return page_person(incident=incident, person=person, reason="Knows it", by=None, at=NOON)


def test_slack_at_once_sms_after_two_minutes_a_call_after_four(tom: User) -> None:
    reach(tom, (0, "slack_user", "U012AB3CD"), (2, "sms", NUMBER), (4, "voice", NUMBER))

    paged(tom)
    assert [channel for channel, _ in left(tom)] == ["slack_user"]
    clock.ring_due(at=NOON + minutes(2))
    assert [channel for channel, _ in left(tom)] == ["slack_user", "sms"]
    clock.ring_due(at=NOON + minutes(4))
    clock.ring_due(at=NOON + minutes(4))

    assert [channel for channel, _ in left(tom)] == ["slack_user", "sms", "voice"]
    assert Call.objects.count() == 3


def test_an_answer_cancels_what_has_not_left(tom: User) -> None:
    reach(tom, (0, "sms", NUMBER), (4, "voice", NUMBER))
    page = paged(tom)

    acknowledge_page(page=page, by=tom, at=NOON + minutes(1), via="link")
    clock.ring_due(at=NOON + minutes(10))

    assert left(tom) == [("sms", "suppressed")]
    assert not Timer.objects.live().filter(kind="oncall.page_step").exists()


def test_without_rules_the_mail_of_the_account_comes_at_once(tom: User) -> None:
    paged(tom)

    assert left(tom) == [("email", "pending")]


def test_a_way_nobody_set_up_is_passed_over_and_the_next_comes_in_its_place(tom: User) -> None:
    make_rule(make_way(tom, "push", ""), 0)
    make_rule(make_way(tom, "sms", NUMBER), 3)

    paged(tom)

    assert left(tom) == [("sms", "pending")]


def test_a_number_that_was_not_confirmed_is_never_called(tom: User) -> None:
    make_rule(make_way(tom, "sms", NUMBER, verified_at=None), 0)

    paged(tom)

    assert left(tom) == [("email", "pending")]


def test_a_way_that_refuses_moves_to_the_next_at_once_and_says_so(tom: User) -> None:
    reach(tom, (0, "sms", NUMBER), (4, "slack_user", "U012AB3CD"))
    page = paged(tom)

    tell_listeners(Word(Verdict.REFUSED, "sms", NOON + minutes(1), NUMBER, "no such number"))

    assert [channel for channel, _ in left(tom)] == ["sms", "slack_user"]
    body = "SMS …78 did not reach Tom. Slack message at once instead."
    assert page.incident.entries.filter(body=body).exists()
    assert ContactWay.objects.get(channel="sms").refused_why == "no such number"
    clock.ring_due(at=NOON + minutes(4))
    assert len(left(tom)) == 2


def test_after_the_last_way_comes_the_mail_and_after_that_the_next_person(tom: User) -> None:
    reach(tom, (0, "sms", NUMBER))
    sam = make_user("Sam", "Responder")
    make_ladder(make_rotation(tom), make_rotation(sam))
    start_escalation(incident=make_incident(level=2), by=None, at=NOON)

    tell_listeners(Word(Verdict.REFUSED, "sms", NOON, NUMBER, "no such number"))
    assert [channel for channel, _ in left(tom)] == ["sms", "email"]
    assert left(sam) == []
    tell_listeners(Word(Verdict.REFUSED, "email", NOON, tom.email, "no such mailbox"))

    assert left(sam) == [("email", "pending")]


def test_quiet_hours_hold_what_rings_and_let_the_mail_through(tom: User) -> None:
    QuietHours.objects.create(person=tom, starts=time(11), ends=time(13))
    make_rule(make_way(tom, "sms", NUMBER), 0, urgency="normal")
    make_rule(make_way(tom, "email", ""), 0, urgency="normal")

    paged(tom, level=3)
    assert [channel for channel, _ in left(tom)] == ["email"]
    clock.ring_due(at=NOON + minutes(59))
    assert [channel for channel, _ in left(tom)] == ["email"]
    clock.ring_due(at=NOON + minutes(60))

    assert [channel for channel, _ in left(tom)] == ["email", "sms"]


def test_an_urgent_page_knows_no_quiet_hours(tom: User) -> None:
    QuietHours.objects.create(person=tom, starts=time(11), ends=time(13))
    reach(tom, (0, "sms", NUMBER))

    paged(tom, level=1)

    assert left(tom) == [("sms", "pending")]


def test_changing_the_rules_changes_nothing_of_a_climb_that_runs(tom: User) -> None:
    sam = make_user("Sam", "Responder")
    (way,) = reach(sam, (0, "sms", NUMBER))
    ladder = make_ladder(make_rotation(tom), make_rotation(sam))
    start_escalation(incident=make_incident(level=2), by=None, at=NOON)

    way.delete()
    ladder.steps.all().delete()
    clock.ring_due(at=NOON + minutes(5))

    assert left(sam) == [("sms", "pending")]


def test_a_locked_screen_says_nothing_of_a_private_incident(tom: User) -> None:
    incident = make_incident(level=1, private=True, title="Insider copies the ledger")

    page_person(incident=incident, person=tom, reason="Knows it", by=None, at=NOON)

    message = Message.objects.get(kind="oncall.page")
    assert "ledger" not in message.short
    assert message.restricted


def test_a_drill_is_called_a_drill(tom: User) -> None:
    incident = make_incident(level=1, kind="drill", title="Payments fail")

    page_person(incident=incident, person=tom, reason="Knows it", by=None, at=NOON)

    assert "DRILL: Payments fail" in Message.objects.get(kind="oncall.page").short


class TestHowIAmReached:
    @pytest.fixture
    def client(self, tom: User) -> Client:
        client = Client()
        client.force_login(tom)
        return client

    def add(self, client: Client, channel: str = "sms", address: str = "+49 151 1234 5678") -> str:
        """The code that was sent."""
        typed = {"channel": channel, "address": address}
        assert client.post("/portal/account/contact/ways/", typed).status_code == 302
        message = Message.objects.get(kind="oncall.contact_code")
        assert message.deliveries.get().address == NUMBER
        return message.short.split("code is ")[1][:6]

    def test_a_number_works_once_its_code_was_typed(self, client: Client, tom: User) -> None:
        code = self.add(client)
        way = ContactWay.objects.get(address=NUMBER)
        where = f"/portal/account/contact/ways/{way.pk}/confirmation/"

        wrong = client.post(where, {"code": "000000" if code != "000000" else "111111"})
        assert wrong.status_code == 422
        assert "not the code" in wrong.content.decode()
        assert client.post(where, {"code": code}).status_code == 302

        way.refresh_from_db()
        assert way.verified_at is not None

    def test_five_wrong_codes_end_it(self, client: Client, tom: User) -> None:
        code = self.add(client)
        way = ContactWay.objects.get(address=NUMBER)
        where = f"/portal/account/contact/ways/{way.pk}/confirmation/"
        for _ in range(5):
            client.post(where, {"code": "nothing"})

        assert client.post(where, {"code": code}).status_code == 422
        way.refresh_from_db()
        assert way.verified_at is None

    @pytest.mark.parametrize(
        ("channel", "address", "says"),
        [
            ("sms", "0151 12345678", "with its country"),
            ("slack_user", "tom", "member ID"),
            ("teams", "http://example.com/hook", "beginning with https://"),
            ("push", "", "Select a valid choice"),
        ],
    )
    def test_what_cannot_be_a_way_is_refused_and_kept_as_typed(
        self, client: Client, channel: str, address: str, says: str
    ) -> None:
        typed = {"channel": channel, "address": address}

        refused = client.post("/portal/account/contact/ways/", typed)

        assert refused.status_code == 422
        assert says in refused.content.decode()
        assert address in refused.content.decode()
        assert not ContactWay.objects.exclude(address="").exists()

    def test_rules_are_written_as_a_whole(self, client: Client, tom: User) -> None:
        way = make_way(tom, "sms", NUMBER)
        where = "/portal/account/contact/rules/urgent/"
        typed = {"way": ["email", str(way.pk), ""], "minutes": ["0", "2", ""]}

        assert client.post(where, typed).status_code == 302
        assert [str(one) for one in tom.contact_rules.in_order()] == [
            "Urgent: E-mail to Tom after 0 min",
            "Urgent: SMS to Tom after 2 min",
        ]
        assert client.post(where, {"way": ["email"], "minutes": ["x"]}).status_code == 422
        assert tom.contact_rules.count() == 2

    def test_nobody_names_a_way_of_somebody_else(self, client: Client) -> None:
        way = make_way(make_user("Sam"), "sms", NUMBER)
        typed = {"way": [str(way.pk)], "minutes": ["0"]}

        assert client.post("/portal/account/contact/rules/urgent/", typed).status_code == 422
        for verb in ("removal", "code", "confirmation"):
            assert client.post(f"/portal/account/contact/ways/{way.pk}/{verb}/").status_code == 404
        assert client.post(f"/portal/account/contact/ways/{way.pk}/test/").status_code == 422

    def test_a_test_really_leaves_and_what_became_of_it_is_shown(
        self, client: Client, tom: User
    ) -> None:
        way = make_way(tom, "sms", NUMBER)

        client.post(f"/portal/account/contact/ways/{way.pk}/test/")

        delivery = Delivery.objects.get(message__kind="oncall.contact_test")
        assert (delivery.channel, delivery.address) == ("sms", NUMBER)
        Delivery.objects.update(state="parked", last_error="The number is not reachable.")
        page = client.get("/portal/account/contact/").content.decode()
        assert "failed: The number is not reachable." in page

    def test_it_warns_of_one_single_way(self, client: Client, tom: User) -> None:
        assert b"Only one way reaches you" in client.get("/portal/account/contact/").content

        make_way(tom, "sms", NUMBER)

        assert b"Only one way reaches you" not in client.get("/portal/account/contact/").content

    def test_it_warns_where_the_last_step_does_not_work(self, client: Client, tom: User) -> None:
        make_rule(make_way(tom, "email", ""), 0)
        make_rule(make_way(tom, "sms", NUMBER, verified_at=None), 2)

        page = client.get("/portal/account/contact/").content.decode()

        assert "Urgent pages end in SMS …78: not confirmed yet" in page

    def test_quiet_hours_need_both_times(self, client: Client, tom: User) -> None:
        where = "/portal/account/contact/quiet-hours/"

        assert client.post(where, {"starts": "22:00", "ends": ""}).status_code == 422
        assert client.post(where, {"starts": "22:00", "ends": "07:00"}).status_code == 302
        assert str(QuietHours.objects.get()) == "22:00 to 07:00"
        assert client.post(where, {"starts": "", "ends": ""}).status_code == 302
        assert not QuietHours.objects.exists()


def test_of_a_private_incident_the_paged_person_becomes_a_member(tom: User) -> None:
    incident: Incident = make_incident(level=2, private=True)

    page_person(incident=incident, person=tom, reason="Knows it", by=None, at=NOON)

    assert tom in incident.members.all()
