"""A lead publishes, sees it exactly before, and is never overrun by a colleague."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from portal.clock import clock
from portal.post.models import Delivery
from statuspage.models import Audience, Notice, NoticeTemplate, Page, UpdateEdit
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, say

DESK = "/portal/status-page/"
WORDS = {
    "title": "Card payments fail",
    "status": "investigating",
    "status_text": "Half of card payments fail.",
    "impact_text": "Wallets work.",
    "action_text": "We switch to the other processor.",
    "next_by": "30",
    "tell": "on",
    "key": "k1",
}


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_it_publishes_what_was_written(lead: Client) -> None:
    component = make_component("Checkout")
    named = {f"component_{component.public_id}": "partial_outage"}

    answer = lead.post(f"{DESK}notices/new/", {**WORDS, **named}, follow=True)

    notice = Notice.objects.get()
    assert answer.redirect_chain == [(f"{DESK}notices/{notice.public_id}/", 302)]
    assert (notice.title, notice.impact) == ("Card payments fail", "major")
    assert notice.updates.get().action_text == "We switch to the other processor."
    assert notice.next_update_by is not None


def test_a_double_press_publishes_once(lead: Client) -> None:
    for _ in range(2):
        assert lead.post(f"{DESK}notices/new/", WORDS).status_code == 302

    assert Notice.objects.get().updates.count() == 1


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"status_text": ""}, "This field is required."),
        ({"title": ""}, "This field is required."),
        ({"next_by": "soonish"}, "“soonish” is no time."),
        ({"status_text": "{{what}} fails."}, "Fill in “what”, or delete it."),
        ({"status": "resolved"}, "Select a valid choice."),
    ],
)
def test_a_refusal_keeps_what_was_typed(lead: Client, facts: dict[str, str], says: str) -> None:
    answer = lead.post(f"{DESK}notices/new/", {**WORDS, **facts})

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "We switch to the other processor." in answer.content.decode()
    assert not Notice.objects.exists()


def test_the_preview_is_what_is_published_and_saves_nothing(lead: Client) -> None:
    component = make_component("Checkout")
    make_subscriber()
    named = {f"component_{component.public_id}": "partial_outage"}

    answer = lead.post(
        f"{DESK}notices/preview/", {**WORDS, **named}, headers={"HX-Request": "true"}
    )

    preview = answer.context["as_read"]
    assert "Half of card payments fail." in preview.page
    assert "Checkout" in preview.page
    assert preview.mail.subject == "[Status] Investigating: Card payments fail"
    assert json.loads(preview.webhook)["incident"]["name"] == "Card payments fail"
    assert "Half of card payments fail." in preview.slack
    assert "Half of card payments fail." in preview.teams
    assert "1 person by e-mail" in text_of(answer)
    assert not Notice.objects.exists()


def test_what_is_typed_stays_words_in_the_preview(lead: Client) -> None:
    evil = {**WORDS, "status_text": "<script>alert(1)</script>{% csrf_token %}"}

    answer = lead.post(f"{DESK}notices/preview/", evil, headers={"HX-Request": "true"})

    assert "<script>alert" not in answer.content.decode()
    assert answer.content.decode().count('srcdoc="') == 1
    assert re.search(r'srcdoc="[^"<>]*"', answer.content.decode())
    assert "<script>alert" not in answer.context["as_read"].page
    assert "{% csrf_token %}" in answer.context["as_read"].page


def test_words_are_remarked_on(lead: Client) -> None:
    typed = {**WORDS, "impact_text": "", "status_text": "db-primary-01 is down, back soon!"}

    said = text_of(lead.post(f"{DESK}notices/preview/", typed, headers={"HX-Request": "true"}))

    assert "“db-primary-01” is an internal address" in said
    assert "“soon” is vague" in said
    assert "Impact is empty" in said
    assert "No exclamation marks" in said


def test_an_update_follows_and_resolves(lead: Client) -> None:
    notice = make_notice()
    typed = {**WORDS, "after": notice.updates.get().public_id, "status": "resolved"}

    lead.post(f"{DESK}notices/{notice.public_id}/", typed)

    notice.refresh_from_db()
    assert (notice.status, notice.updates.count()) == ("resolved", 2)


def test_the_second_of_two_people_reads_the_first_and_keeps_the_text(lead: Client) -> None:
    notice = make_notice()
    first = notice.updates.get()
    say(notice, "Ana was here.")

    answer = lead.post(f"{DESK}notices/{notice.public_id}/", {**WORDS, "after": first.public_id})

    assert answer.status_code == 409
    assert "Ana was here." in text_of(answer)
    assert WORDS["status_text"] in answer.content.decode()
    assert notice.updates.count() == 2
    newest = notice.updates.latest("pk")
    again = {**WORDS, "after": newest.public_id}
    assert lead.post(f"{DESK}notices/{notice.public_id}/", again).status_code == 302


def test_a_template_begins_the_words_and_its_places_must_be_filled(lead: Client) -> None:
    template = NoticeTemplate.objects.create(
        name="Slow", title="{{what}} is slow", text="Since {{time}} {{what}} is slow."
    )

    answer = lead.get(f"{DESK}notices/new/?template={template.public_id}")

    assert answer.context["form"]["title"].value() == "{{what}} is slow"
    assert "{{time}}" not in answer.context["form"]["status_text"].value()


def test_an_audience_reads_it_alone_and_no_subscriber_is_told(lead: Client) -> None:
    make_subscriber()
    partners = Audience.objects.create(name="Partners")
    typed = {**WORDS, "audiences": [partners.pk]}

    seen = lead.post(f"{DESK}notices/preview/", typed, headers={"HX-Request": "true"})
    lead.post(f"{DESK}notices/new/", typed)
    clock.ring_due(at=NOON.replace(year=2100))

    assert "for its audience only: no subscriber is told" in text_of(seen)
    assert not Notice.objects.public().exists()
    assert not Delivery.objects.exists()


def test_another_language_is_kept(lead: Client) -> None:
    page = Page.objects.the_page()
    page.languages = ["en", "fr"]
    page.save()

    lead.post(
        f"{DESK}notices/new/",
        {**WORDS, "title_fr": "Paiements en panne", "status_text_fr": "La moitié échoue."},
    )

    notice = Notice.objects.get()
    assert notice.translations == {"fr": "Paiements en panne"}
    assert notice.updates.get().translations == {"fr": {"status_text": "La moitié échoue."}}


def test_words_are_edited_with_a_reason_and_the_title_corrected(lead: Client) -> None:
    notice = make_notice()
    update = notice.updates.get()

    typed = {"status_text": "A third fails.", "reason": "Counted again"}
    lead.post(f"{DESK}updates/{update.public_id}/", typed)
    facts = {"title": "Cards fail", "impact_override": "", "started_at": "2026-01-01T10:00"}
    answer = lead.post(f"{DESK}notices/{notice.public_id}/edit/", facts)

    assert answer.status_code == 302
    assert UpdateEdit.objects.get().reason == "Counted again"
    notice.refresh_from_db()
    assert notice.title == "Cards fail"


def test_retracting_says_what_vanishes_and_needs_a_reason(lead: Client) -> None:
    notice = make_notice()
    address = f"{DESK}notices/{notice.public_id}/retraction/"

    assert "1 update, on every surface" in text_of(lead.get(address))
    assert lead.post(address, {"reason": ""}).status_code == 422
    assert Notice.objects.public().exists()
    assert lead.post(address, {"reason": "Not ours"}, follow=True).status_code == 200
    assert not Notice.objects.public().exists()


def test_a_report_is_published(lead: Client) -> None:
    notice = make_notice()
    say(notice, "It works.", status="resolved")

    lead.post(f"{DESK}notices/{notice.public_id}/report/", {"text": "# What we learnt"})

    notice.refresh_from_db()
    assert notice.report == "# What we learnt"
    assert notice.report_published_at is not None


def test_others_read_who_can() -> None:
    client = Client()
    client.force_login(make_user("Tom Reed", "Responder"))

    answer = client.get(DESK)

    assert answer.status_code == 403
    assert "Communications lead" in text_of(answer)
