"""SMS and calls go out by an API like Twilio's, never twice, and with clear words when not."""

from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from pytest_django import Settings

from portal.post import hearing
from portal.post.hearing import Verdict, Word
from portal.post.models import Delivery, Message, Provider
from tests.make_post import deliver_everything, post_to
from tests.make_record import NOON
from tests.make_ways import ACCOUNT, NUMBER, SENDER, Provided, by, make_provider, providers

pytestmark = pytest.mark.django_db
LINK = "https://allclear.example/portal/pages/abc:def/"
URGENT = {"lane": "urgent", "short": "SEV1 Checkout & <wallet> fails (INC-7)", "link": LINK}


@pytest.fixture
def world(settings: Settings) -> Iterator[Provided]:
    with providers(settings) as kept:
        make_provider("sms", base_url=kept.url)
        make_provider("voice", base_url=kept.url)
        yield kept


def only() -> Delivery:
    return Delivery.objects.get()


def due_again() -> None:
    Delivery.objects.update(not_before=NOON)


def test_an_sms_is_a_form_signed_in_by_the_account(world: Provided) -> None:
    post_to(by("sms"), **URGENT)

    assert deliver_everything() == 1

    asked = world.asked[0]
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.form == {
        "To": NUMBER, "From": SENDER, "Body": f"SEV1 Checkout & <wallet> fails (INC-7) {LINK}",
    }  # fmt: skip
    assert only().state == "sent"


def test_a_messaging_service_sends_in_place_of_a_number(world: Provided) -> None:
    Provider.objects.filter(kind="sms").update(sender="MG0123")
    post_to(by("sms"), **URGENT)

    deliver_everything()

    assert world.asked[0].form["MessagingServiceSid"] == "MG0123"
    assert "From" not in world.asked[0].form


def test_a_call_reads_the_short_word_twice(world: Provided) -> None:
    post_to(by("voice"), **URGENT)

    deliver_everything()

    asked = world.asked[0]
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    said = [one.text for one in ElementTree.fromstring(asked.form["Twiml"]).iter("Say")]
    assert said == ["SEV1 Checkout & <wallet> fails (INC-7)"] * 2


def test_a_call_that_can_be_answered_takes_a_key(world: Provided, settings: Settings) -> None:
    post_to(by("voice"), **URGENT, answers=("acknowledge", "decline"))

    deliver_everything()

    tree = ElementTree.fromstring(world.asked[0].form["Twiml"])
    gather = tree.find("Gather")
    assert gather is not None
    assert gather.attrib["action"].startswith(f"{settings.SITE_URL}/in/voice/")
    assert gather.attrib["numDigits"] == "1"
    assert [one.text for one in tree.iter("Say")][-1] == "Press 1 to acknowledge, 2 to decline."


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "]]>", "<Say>x</Say>", "\ud83d\ude00 ok"])
def test_whatever_a_short_word_holds_a_call_stays_a_call(world: Provided, text: str) -> None:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16").replace("\0", "")
    post_to(by("voice"), lane="urgent", short=text)

    assert deliver_everything() == 1

    tree = ElementTree.fromstring(world.asked[0].form["Twiml"])
    assert [one.tag for one in tree] == ["Say", "Pause", "Say"]


def test_what_is_asked_too_much_comes_again_when_it_was_told(world: Provided) -> None:
    world.troubles = [(429, {"Retry-After": "77"}, {"code": 20429, "message": "Too Many Requests"})]
    post_to(by("sms"), **URGENT)

    deliver_everything()

    first = only()
    assert first.state == "pending"
    assert first.not_before > timezone.now() + timedelta(seconds=60)
    due_again()
    assert deliver_everything() == 1
    assert len(world.asked) == 2


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_trouble_of_theirs_is_tried_again_within_seconds(world: Provided, status: int) -> None:
    world.troubles = [(status, {}, None)]
    post_to(by("sms"), **URGENT)

    deliver_everything()

    assert only().state == "pending"
    assert only().not_before < timezone.now() + timedelta(seconds=10)
    assert str(status) in only().last_error


def test_a_trouble_that_stays_ends_within_twenty_minutes(world: Provided) -> None:
    world.troubles = [(503, {}, None)] * 20
    post_to(by("sms"), **URGENT)
    waited = timedelta()
    for _ in range(20):
        deliver_everything()
        if only().state == "parked":
            break
        waited += only().not_before - timezone.now()
        due_again()

    assert only().state == "parked"
    assert waited < timedelta(minutes=25)


@pytest.mark.parametrize("status", [0.01, 504])
def test_an_sms_that_may_have_arrived_is_never_sent_twice(world: Provided, status: float) -> None:
    world.troubles = [(status, {}, None)]
    post_to(by("sms"), **URGENT)

    deliver_everything()
    due_again()
    deliver_everything()

    assert len(world.asked) == 1
    assert only().state == "parked"
    assert only().ambiguous == 1
    assert "may have arrived" in only().last_error


def test_unless_managers_would_rather_have_it_twice(world: Provided) -> None:
    Provider.objects.update(repeat_when_unsure=True)
    world.troubles = [(0.01, {}, None)]
    post_to(by("sms"), **URGENT)

    deliver_everything()
    due_again()

    assert deliver_everything() == 1
    assert len(world.asked) == 2
    assert only().ambiguous == 1


@pytest.mark.parametrize(
    ("code", "state", "words"),
    [
        (21211, "suppressed", "not a telephone number"),
        (21610, "suppressed", "STOP"),
        (21614, "suppressed", "no mobile"),
        (21408, "parked", "this country"),
        (21606, "parked", "the sender is not a number"),
        (99999, "parked", "Strange 99999"),
    ],
)
def test_a_lasting_refusal_stops_with_our_words(
    world: Provided, code: int, state: str, words: str
) -> None:
    world.troubles = [(400, {}, {"code": code, "message": "Strange", "status": 400})]
    post_to(by("sms"), **URGENT)

    deliver_everything()
    due_again()
    deliver_everything()

    assert len(world.asked) == 1
    assert only().state == state
    assert words in only().last_error


@pytest.mark.parametrize("body", [None, [], "no", {"code": "x"}, {"message": {"a": 1}}])
def test_a_refusal_without_reason_is_one_too(world: Provided, body: object) -> None:
    world.troubles = [(400, {}, body)]
    post_to(by("sms"), **URGENT)

    deliver_everything()

    assert only().state == "parked"


def test_a_wrong_token_is_said_plainly_until_it_is_mended(world: Provided) -> None:
    right = Provider.objects.get(kind="sms").sealed_secret
    Provider.objects.update(sealed_secret=Provider.objects.get(kind="voice").sealed_secret)
    Provider.objects.filter(kind="sms").update(account="AC-other")
    post_to(by("sms"), **URGENT)
    deliver_everything()

    provider = Provider.objects.get(kind="sms")
    assert "does not accept this account or token" in provider.trouble
    assert only().state == "parked"

    provider.account, provider.sealed_secret = ACCOUNT, right
    provider.save()
    post_to(by("sms"), **URGENT)
    deliver_everything()

    provider.refresh_from_db()
    assert provider.trouble == ""
    assert provider.worked_at is not None


def test_without_a_provider_a_person_is_told_who_sets_it_up(db: None) -> None:
    post_to(by("sms"), **URGENT)

    deliver_everything()

    assert only().state == "parked"
    assert only().last_error == "SMS is not set up: managers do that in Ways out."


def test_a_provider_that_hangs_keeps_no_mail_waiting(world: Provided) -> None:
    world.troubles = [(503, {}, None)] * 3
    post_to(by("sms"), by("voice"), by("email", "ana@example.com"), **URGENT)

    deliver_everything()

    assert Delivery.objects.get(channel="email").state == "sent"


def test_what_is_no_number_is_never_asked(world: Provided) -> None:
    post_to(by("sms", "0151 123"), **URGENT)

    deliver_everything()

    assert world.asked == []
    assert only().state == "suppressed"


def test_one_number_gets_no_more_than_is_set_within_an_hour(world: Provided) -> None:
    Provider.objects.filter(kind="sms").update(most_an_hour=3)
    for _ in range(5):
        post_to(by("sms"), by("email", "ana@example.com"), **URGENT)
    post_to(by("sms", "+4915100000000"), by("voice"), **URGENT)

    deliver_everything()

    assert len([one for one in world.accepted("Messages.json") if one.form["To"] == NUMBER]) == 3
    over = Delivery.objects.filter(channel="sms", state="suppressed")
    assert over.count() == 2
    assert all(one.last_error.startswith("Not sent: 3 SMS went to this number") for one in over)
    assert Delivery.objects.filter(channel="email", state="sent").count() == 5
    assert Delivery.objects.filter(channel="voice", state="sent").count() == 1
    assert Delivery.objects.filter(address="+4915100000000", state="sent").count() == 1


def test_an_hour_later_it_gets_the_next(world: Provided) -> None:
    Provider.objects.filter(kind="sms").update(most_an_hour=1)
    post_to(by("sms"), **URGENT)
    Message.objects.update(created_at=NOON - timedelta(minutes=61))
    post_to(by("sms"), **URGENT)

    deliver_everything()

    assert len(world.asked) == 2


def test_a_page_is_never_capped_by_other_traffic(world: Provided) -> None:
    Provider.objects.filter(kind="sms").update(most_an_hour=2)
    for _ in range(4):
        post_to(by("sms"), short="A hand-over waits", lane="updates")
    post_to(by("sms"), **URGENT)

    deliver_everything()

    assert Delivery.objects.get(lane="urgent").state == "sent"
    assert Delivery.objects.filter(lane="updates", state="sent").count() == 2


def test_what_is_not_urgent_keeps_the_providers_rate(world: Provided) -> None:
    Provider.objects.filter(kind="sms").update(most_a_minute=2)
    for number in range(5):
        post_to(by("sms", f"+491511234567{number}"), short="Your shift begins", lane="updates")
    post_to(by("sms"), **URGENT)

    begins = [(one.not_before - NOON) // timedelta(minutes=1) for one in
              Delivery.objects.filter(lane="updates").order_by("pk")]  # fmt: skip
    assert begins == [0, 0, 1, 1, 2]
    assert Delivery.objects.get(lane="urgent").not_before == NOON


@pytest.mark.parametrize(
    ("status", "body", "verdicts"),
    [
        (400, {"code": 21211, "message": "x"}, [Verdict.REFUSED, Verdict.LOST]),
        (401, {"code": 20003, "message": "Authenticate"}, [Verdict.LOST]),
        (0.01, None, [Verdict.LOST]),
        (503, None, []),
    ],
)
def test_who_called_by_it_hears_at_once_that_it_did_not_get_through(
    world: Provided,
    monkeypatch: pytest.MonkeyPatch,
    status: float,
    body: object,
    verdicts: list[Verdict],
) -> None:
    heard: list[Word] = []
    monkeypatch.setattr(hearing, "_listeners", [heard.append])
    world.troubles = [(status, {}, body)]
    post_to(by("sms"), **URGENT)

    deliver_everything()

    assert [one.verdict for one in heard] == verdicts
    assert {one.address for one in heard} <= {NUMBER}
    assert [one.delivery for one in heard if one.verdict == Verdict.LOST] == [only().pk][
        : verdicts.count(Verdict.LOST)
    ]
