"""Which ways out are set up, where they may lead, and how numbers and short words are written."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from incidents.command.models import Adapter
from portal.post.channels.letters import Deferred, Letter, Refused
from portal.post.channels.outside import NotAllowed, check, is_listed
from portal.post.channels.webhook import WebhookSession
from portal.post.drafts import PROVIDED, Channel, Draft, UnusableDraft
from portal.post.models import Message, Provider
from portal.post.numbers import NotANumber, is_number, normal_number
from portal.post.ways import open_ways
from tests.make_post import make_message
from tests.make_ways import make_provider

pytestmark = pytest.mark.django_db


def test_mail_and_webhooks_are_always_open() -> None:
    assert open_ways() == set(Channel) - PROVIDED


@pytest.mark.parametrize("kind", ["sms", "voice", "push", "slack_user"])
def test_a_provider_opens_its_way(kind: str) -> None:
    make_provider(kind)

    assert open_ways() & PROVIDED == {Channel(kind)}


@pytest.mark.parametrize(
    "facts", [{"enabled": False}, {"sealed_secret": ""}, {"account": ""}, {"sender": ""}]
)
def test_a_provider_that_is_off_or_incomplete_opens_none(facts: dict[str, object]) -> None:
    make_provider("sms", **facts)

    assert Channel.SMS not in open_ways()


@pytest.mark.parametrize(
    ("url", "listed"),
    [
        ("https://jira.corp/x", True),
        ("http://jira.corp/x", True),
        ("http://jira.corp:80/x", True),
        ("http://jira.corp:8080/x", False),
        ("https://JIRA.corp/x", True),
        ("https://jira.corp.evil.example/x", False),
        ("https://x.jira.corp/x", False),
        ("http://sms.corp:8080/", True),
        ("http://sms.corp/", False),
        ("http://[fd00::1]:8080/", True),
        ("http://[fd00::1]/", False),
        ("http://user@jira.corp/", True),
        ("nonsense", False),
        ("http://jira.corp:99999/", False),
    ],
)
def test_hosts_of_the_inside_are_listed_exactly(settings: Settings, url: str, listed: bool) -> None:
    settings.INSIDE_HOSTS = ["jira.corp", "sms.corp:8080", "[fd00::1]:8080"]

    assert is_listed(url) is listed


def test_only_who_says_so_may_use_a_listed_host(settings: Settings) -> None:
    settings.INSIDE_HOSTS = ["jira.internal"]

    check("http://jira.internal/", listed=True)
    for url in ("http://jira.internal/", "https://jira.internal/"):
        with pytest.raises(NotAllowed):
            check(url)
    for url in ("ftp://jira.internal/", "http://bot:pass@jira.internal/"):
        with pytest.raises(NotAllowed):
            check(url, listed=True)


def test_an_address_the_public_typed_never_reaches_a_listed_host(settings: Settings) -> None:
    settings.INSIDE_HOSTS = ["127.0.0.1:9", "127.0.0.1"]

    for url in ("http://127.0.0.1:9/", "https://127.0.0.1/"):
        with pytest.raises((Refused, Deferred), match=r"https://|public|itself"):
            WebhookSession().deliver(Letter("", url, b"{}", "<id@allclear>"))


def test_a_manager_names_a_system_inside_once_the_operator_lists_it(settings: Settings) -> None:
    adapter = Adapter(name="Jira", kind="jira", base_url="http://jira.corp:8080", place="OPS")
    with pytest.raises(ValidationError, match="https"):
        adapter.full_clean()

    settings.INSIDE_HOSTS = ["jira.corp:8080"]

    adapter.full_clean()


def test_a_provider_inside_needs_the_list_too(settings: Settings) -> None:
    provider = make_provider("sms", base_url="http://sms.corp:8080")
    with pytest.raises(ValidationError):
        provider.full_clean()

    settings.INSIDE_HOSTS = ["sms.corp:8080"]

    provider.full_clean()
    assert Provider.objects.get().address == "http://sms.corp:8080"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+49 151 12345678", "+4915112345678"),
        ("0049 (0)151 / 123-456-78", "+4915112345678"),
        ("+1 (415) 555.0123", "+14155550123"),
        ("+44\u00a020\u20117946\u20110018", "+442079460018"),
    ],
)
def test_a_number_has_one_form(written: str, number: str) -> None:
    assert normal_number(written) == number


@pytest.mark.parametrize(
    "written",
    ["", "0151 12345678", "+49", "+0151123456", "+4915112345678901", "+49x1511234567", "911",
     "+49151\n12345678x", "+٤٩١٥١١٢٣٤٥٦٧", "javascript:alert(1)"],
)  # fmt: skip
def test_what_cannot_be_called_is_refused(written: str) -> None:
    with pytest.raises(NotANumber, match="like"):
        normal_number(written)


@given(st.text(max_size=40))
def test_a_number_once_normal_stays_so(text: str) -> None:
    try:
        number = normal_number(text)
    except NotANumber:
        return

    assert is_number(number)
    assert normal_number(number) == number


@given(st.text(max_size=900))
def test_a_short_word_is_one_line_that_fits(text: str) -> None:
    short = Draft(kind="t", subject="s", text="t", key="k", short=text).cut_short

    assert len(short) <= 300
    assert "\n" not in short


def test_a_message_keeps_its_short_word_link_and_answers() -> None:
    made = make_message(short="SEV1  Checkout\nfails", link="https://x.example/a", answers=("ok",))

    kept = Message.objects.get(pk=made.pk)

    assert (kept.short, kept.link, kept.answers) == (
        "SEV1 Checkout fails", "https://x.example/a", ["ok"],
    )  # fmt: skip


def test_a_link_of_two_lines_is_refused() -> None:
    with pytest.raises(UnusableDraft):
        make_message(link="https://x.example/\nBcc: x")
