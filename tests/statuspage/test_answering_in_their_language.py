"""Who subscribes is answered in their language: the pages behind the form and behind every
link, and the messages about the subscription itself."""

import html
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.clock import clock
from portal.post.models import DeliveryState
from statuspage import forms
from statuspage.actions.quarantine_subscriber import quarantine_subscriber
from statuspage.links import confirm_url, leave_url, manage_url
from statuspage.models import Page, Subscriber
from statuspage.snapshot.speech import OTHERS, catalogue
from statuspage.spoken import LANGUAGES
from statuspage.views.managing import DONE
from tests.make_post import MailSink, deliver_everything, parts
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_subscriber

ENGLISH = re.compile(
    r"\b(the|your|you|it|of|before|with|subscribe|subscribed|unsubscribe|subscription|send"
    r"|sent|nothing|look|manage|confirm|save|erase|your mail|history|uptime|every update)\b",
    re.IGNORECASE,
)
MARKED = re.compile(r'<(?!html)(\w+)[^>]* lang="en".*?</\1>', re.DOTALL)


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        settings.EMAIL_URL = server.url
        yield server


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def page() -> Page:
    found = Page.objects.the_page()
    found.name, found.languages = "Northwind", ["en", "fr", "es", "de"]
    found.save()
    return found


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def english_in(body: str) -> list[str]:
    """English words somebody reads, outside of what is marked as English."""
    shown = re.sub(r"(?s)<(script|style|svg).*?</\1>", " ", MARKED.sub(" ", body))
    labels = " ".join(re.findall(r'(?:aria-label|data-light|data-dark)="([^"]*)"', shown))
    text = html.unescape(re.sub(r"<[^>]+>", " ", shown) + labels)
    text = re.sub(r"\S+@\S+|https?://\S+|confirm_url", " ", text)
    return [found.group() for found in ENGLISH.finditer(text)]


def subscriber_in(language: str, **facts: object) -> Subscriber:
    return make_subscriber(f"ana-{language}@example.com", language=language, **facts)


def subject_of(mail: Message) -> str:
    return str(make_header(decode_header(mail["Subject"])))


def said_in(language: str, visitor: Client, path: str, status: int = 200) -> str:
    answer = visitor.get(path)
    assert answer.status_code == status
    return checked(language, answer.content.decode())


def checked(language: str, body: str) -> str:
    assert f'<html lang="{language}">' in body
    assert english_in(body) == []
    return body


def test_english_is_found_where_it_is_spoken(visitor: Client) -> None:
    body = visitor.get(path_of(manage_url(subscriber_in("en").pk))).content.decode()

    assert '<html lang="en">' in body
    assert {"Your", "Save", "Erase", "Unsubscribe", "sent", "History"} <= set(english_in(body))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("channel", ["email", "webhook", "slack", "teams"])
def test_the_answer_to_the_form_is_in_its_language(
    visitor: Client, language: str, channel: str
) -> None:
    where = "ana@example.com" if channel == "email" else "https://hooks.example.com/a"
    asked = {"channel": channel, channel: where, "language": language}

    for path in ("/subscribe/ask/", "/subscribe/link/"):
        checked(language, visitor.post(path, asked).content.decode())


@pytest.mark.parametrize("language", OTHERS)
def test_a_refusal_is_in_the_language_of_the_form(visitor: Client, language: str) -> None:
    make_component("API", group="Dienste")
    wrong = [{}, {"email": "ana@"}, {"channel": "webhook", "webhook": "http://a.example"}]

    for typed in wrong:
        for path in ("/subscribe/ask/", "/subscribe/link/"):
            answer = visitor.post(path, {**typed, "language": language})
            assert answer.status_code == 422
            checked(language, answer.content.decode())


@pytest.mark.parametrize("language", OTHERS)
def test_the_pages_behind_a_link_are_in_the_subscribers_language(
    visitor: Client, language: str
) -> None:
    pending = subscriber_in(language, state="pending", confirmed_at=None)
    confirm, leave = path_of(confirm_url(pending)), path_of(leave_url(pending.pk))

    said_in(language, visitor, confirm)
    checked(language, visitor.post(confirm).content.decode())
    said_in(language, visitor, leave)
    checked(language, visitor.post(leave).content.decode())
    said_in(language, visitor, confirm)
    said_in(language, visitor, path_of(manage_url(pending.pk)), status=410)


@pytest.mark.parametrize("language", OTHERS)
def test_managing_is_in_the_subscribers_language(visitor: Client, language: str) -> None:
    hook = {"channel": "webhook", "address": f"https://{language}.example.com/"}
    subscriber = subscriber_in(language, **hook)
    where = path_of(manage_url(subscriber.pk))

    said_in(language, visitor, where)
    for verb in ("test", "secret", "secret"):
        said_in(language, visitor, visitor.post(f"{where}{verb}/")["Location"])
    said_in(language, visitor, visitor.post(where, {"language": language})["Location"])
    wrong = visitor.post(where, {"volume": "loud", "language": language})
    assert wrong.status_code == 422
    checked(language, wrong.content.decode())
    clock.ring_due(at=timezone.now())
    said_in(language, visitor, where)
    quarantine_subscriber(**hook, reason="It answers with 500.", at=NOON)
    said_in(language, visitor, where)
    said_in(language, visitor, visitor.post(f"{where}resumption/")["Location"])
    checked(language, visitor.post(f"{where}erasure/").content.decode())


@pytest.mark.parametrize("language", OTHERS)
def test_the_messages_about_a_subscription_are_in_its_language(
    visitor: Client, sink: MailSink, language: str
) -> None:
    subscriber = subscriber_in(language)
    visitor.post("/subscribe/ask/", {"email": "new@example.com", "language": language})
    visitor.post("/subscribe/link/", {"email": subscriber.address, "language": "en"})
    visitor.post(f"{path_of(manage_url(subscriber.pk))}test/")
    clock.ring_due(at=timezone.now())
    deliver_everything()

    assert len(sink.mails) == 3
    for mail in sink.mails:
        assert english_in(f"{subject_of(mail)} {' '.join(parts(mail))}") == []


def test_a_language_the_page_does_not_speak_is_answered_in_its_own(
    visitor: Client, page: Page, sink: MailSink
) -> None:
    page.languages = ["de"]
    page.save()

    asked = visitor.post("/subscribe/ask/", {"email": "ana@example.com", "language": "fr"})
    clock.ring_due(at=timezone.now())
    deliver_everything()

    checked("de", asked.content.decode())
    assert "Bestätigen" in subject_of(sink.mails[0])
    said_in("de", visitor, path_of(manage_url(subscriber_in("xx").pk)))
    said_in("de", visitor, "/subscribe/confirm/altered/", status=410)


def test_an_unknown_address_is_answered_in_the_language_it_stands_in(visitor: Client) -> None:
    said_in("fr", visitor, "/fr/nowhere/", status=404)
    assert '<html lang="en">' in visitor.get("/nowhere/").content.decode()


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_said_by_its_fact_is_known_in_every_language(language: str) -> None:
    said = {*DONE.values(), *DeliveryState.labels, *forms._MISSING.values()}

    assert said - set(catalogue(language)) == set()
    for name, words in LANGUAGES["en"].items():
        other = LANGUAGES[language][name]
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", other)), name
