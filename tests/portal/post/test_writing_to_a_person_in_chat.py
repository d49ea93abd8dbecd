"""Slack by the bot, Teams by a workflow, a webhook of one's own: each in its own form."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from slack_sdk import WebClient
from slack_sdk.models.blocks import ActionsBlock, Block, SectionBlock
from standardwebhooks import Webhook

from portal.post.channels.webhook import secret_for, shown_secret
from portal.post.models import Delivery, Provider
from tests.make_endpoints import endpoint
from tests.make_people import make_user
from tests.make_post import deliver_everything, post_to
from tests.make_record import NOON
from tests.make_ways import TOKEN, Provided, by, make_provider, providers

pytestmark = pytest.mark.django_db
LINK = "https://allclear.example/portal/pages/abc:def/"
PAGE = {
    "subject": "Page: SEV1 Checkout", "short": "Half of <payments> fail & more", "link": LINK,
    "lane": "urgent", "answers": ("acknowledge", "decline"),
}  # fmt: skip


@pytest.fixture
def slack(settings: Settings) -> Iterator[Provided]:
    with providers(settings) as kept:
        kept.slack_users = {"mei@example.com": "U0MEI"}
        make_provider("slack_user", base_url=f"{kept.url}/api")
        yield kept


def only() -> Delivery:
    return Delivery.objects.get()


def test_a_person_is_found_by_address_and_written_to(slack: Provided) -> None:
    post_to(by("slack_user", "mei@example.com"), **PAGE, about=make_user("Mei Tan"))

    assert deliver_everything() == 1

    found, said = slack.asked
    assert found.path == "/api/users.lookupByEmail"
    assert found.form == {"email": "mei@example.com"}
    assert said.path == "/api/chat.postMessage"
    assert said.json["channel"] == "U0MEI"
    assert said.json["text"] == "Half of &lt;payments&gt; fail &amp; more"
    section, actions = Block.parse_all(said.json["blocks"])
    assert isinstance(section, SectionBlock)
    assert isinstance(actions, ActionsBlock)
    section.validate_json()
    actions.validate_json()
    pressed = [one["action_id"] for one in said.json["blocks"][1]["elements"]]
    assert pressed == ["acknowledge", "decline", "open"]
    assert said.json["blocks"][1]["elements"][0]["value"].startswith("people.user:")
    assert said.json["blocks"][1]["elements"][2]["url"] == LINK


def test_it_is_encoded_as_slacks_own_client_does(slack: Provided) -> None:
    post_to(by("slack_user", "mei@example.com"), **PAGE)
    deliver_everything()
    ours_found, ours_said = slack.asked
    slack.asked.clear()

    client = WebClient(token=TOKEN, base_url=f"{slack.url}/api/")
    client.users_lookupByEmail(email="mei@example.com")
    client.chat_postMessage(**ours_said.json)

    theirs_found, theirs_said = slack.asked
    for ours, theirs in ((ours_found, theirs_found), (ours_said, theirs_said)):
        assert (ours.method, ours.path) == (theirs.method, theirs.path)
        assert ours.headers["authorization"] == theirs.headers["authorization"]
    assert ours_found.body == theirs_found.body
    kind = ours_said.headers["content-type"].lower().replace(" ", "")
    assert kind == theirs_said.headers["content-type"].lower().replace(" ", "")
    assert ours_said.json == theirs_said.json


def test_an_id_needs_no_looking_up(slack: Provided) -> None:
    post_to(by("slack_user", "U0MEI"), **PAGE)

    deliver_everything()

    assert [one.path for one in slack.asked] == ["/api/chat.postMessage"]


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        ("users_not_found", "suppressed", "Nobody in Slack"),
        ("missing_scope", "parked", "users:read.email"),
        ("token_revoked", "parked", "revoked"),
        ("internal_error", "pending", "internal_error"),
        ("no_text", "parked", "no_text"),
    ],
)
def test_what_slack_says_is_told_in_words(
    slack: Provided, error: str, state: str, words: str
) -> None:
    slack.troubles = [(200, {}, {"ok": False, "error": error})]
    post_to(by("slack_user", "mei@example.com"), **PAGE)

    deliver_everything()

    assert only().state == state
    assert words in only().last_error


@pytest.mark.parametrize("body", [None, [], "ok", 3])
def test_what_is_not_slack_is_said_to_be_none(slack: Provided, body: object) -> None:
    slack.troubles = [(200, {}, body)]
    post_to(by("slack_user", "mei@example.com"), **PAGE)

    deliver_everything()

    assert "is not Slack" in only().last_error


def test_too_much_at_once_waits_as_long_as_slack_says(slack: Provided) -> None:
    slack.troubles = [(429, {"Retry-After": "30"}, {"ok": False, "error": "ratelimited"})]
    post_to(by("slack_user", "mei@example.com"), **PAGE)
    deliver_everything()
    assert only().state == "pending"

    Delivery.objects.update(not_before=NOON)

    assert deliver_everything() == 1


def test_a_wrong_token_is_said_plainly(slack: Provided) -> None:
    slack.slack_token = "xoxb-other"
    post_to(by("slack_user", "mei@example.com"), **PAGE)

    deliver_everything()

    assert "does not accept this token" in Provider.objects.get().trouble


def test_a_lost_answer_to_the_looking_up_doubles_nothing(slack: Provided) -> None:
    slack.troubles = [(0.01, {}, None)]
    post_to(by("slack_user", "mei@example.com"), **PAGE)

    deliver_everything()

    assert only().state == "pending"
    assert only().ambiguous == 0


def test_teams_gets_a_card_and_a_webhook_its_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with endpoint(tmp_path, monkeypatch) as kept:
        kept.status = 202
        kinds = {"teams": "/t", "webhook": "/w", "slack": "/s"}
        post_to(*(by(kind, kept.url(path)) for kind, path in kinds.items()), **PAGE)

        assert deliver_everything() == 3

        got = {one.path: one for one in kept.received}
    card = json.loads(got["/t"].body)["attachments"][0]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [one["text"] for one in card["content"]["body"]] == [PAGE["subject"], PAGE["short"]]
    assert card["content"]["actions"][0]["url"] == LINK
    secret = shown_secret(secret_for(kept.url("/w")))
    said = Webhook(secret).verify(got["/w"].body, got["/w"].headers)
    assert said["type"] == "test"
    assert said["data"] == {"subject": PAGE["subject"], "text": PAGE["short"], "link": LINK}
    buttons = json.loads(got["/s"].body)["blocks"][1]["elements"]
    assert [one["action_id"] for one in buttons] == ["open"]
