"""The screen where updates are written."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.comms.actions.plan_promises import plan_promises
from incidents.comms.models import Cadence, Promise, Update, Wording
from incidents.record.models import Incident, Role
from portal.people.models import User
from portal.post.models import Message
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.make_comms import audience, give_role, make_update
from tests.make_people import make_user
from tests.make_record import make_incident, make_service
from tests.make_statuspage import Visitor, make_component, make_subscriber

WORDS = {
    "status": "Half of payments fail.",
    "impact": "About 9,000 customers.",
    "action": "We switch over.",
}


@pytest.fixture(autouse=True)
def _one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_GROUPS = []


def now() -> datetime:
    return timezone.now()


def make_open(**facts: Any) -> Incident:
    """An incident declared a minute ago, because the screen reads the clock."""
    at = now() - timedelta(minutes=1)
    incident = make_incident(**{"level": 1, "at": at, **facts})
    plan_promises(incident=incident, by=None, at=at)
    return incident


def signed_in(group: str = "Communications lead", name: str = "Mei Chen") -> tuple[Client, User]:
    person, client = make_user(name, group), Client()
    client.force_login(person)
    return client, person


def address(incident: Incident, part: str = "") -> str:
    return f"/portal/incidents/{incident.reference}/updates/{part}"


def typed(*slugs: str, **facts: Any) -> dict[str, Any]:
    chosen = [str(audience(slug).pk) for slug in slugs or ("customers", "executives")]
    return {"audiences": chosen, "key": "k1", "after": "0", "title": "Payments fail",
            "stage": "update", "public_status": "investigating", "tell_subscribers": "on",
            **WORDS, **facts}  # fmt: skip


def text_of(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain)


def test_it_sends_what_was_written_and_shows_it() -> None:
    incident = make_open()
    client, mei = signed_in()

    answer = client.post(address(incident), typed(), follow=True)

    assert answer.redirect_chain == [(address(incident), 302)]
    update = Update.objects.get()
    assert (update.by, update.number) == (mei, 1)
    assert Notice.objects.get().title == "Payments fail"
    assert "Half of payments fail." in text_of(answer)
    assert "2 kept" in text_of(answer)


def test_own_words_go_to_their_audience_only() -> None:
    incident = make_open()
    client, _ = signed_in()
    own = {"own_executives_status": "We lose $52,000 an hour."}

    client.post(address(incident), typed("customers", "executives", "support", **own))

    said = dict(Wording.objects.values_list("audience__slug", "status"))
    assert said["executives"] == "We lose $52,000 an hour."
    assert said["customers"] == said["support"] == WORDS["status"]
    assert Wording.objects.get(audience__slug="executives").impact == WORDS["impact"]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"status": ""}, "Write the status for Customers."),
        ({"audiences": []}, "Choose at least one audience."),
        ({"title": ""}, "Write the title that customers see."),
        ({"next_by": "in 90 min"}, "SEV1 promises Customers an update every 30 min."),
        ({"next_by": "soonish"}, "“soonish” is no time."),
        ({"impact": "[Who] cannot pay."}, "Fill in “[Who]”, or delete it."),
    ],
)
def test_a_refusal_keeps_what_was_typed(facts: dict[str, Any], says: str) -> None:
    incident = make_open()
    client, _ = signed_in()

    answer = client.post(address(incident), typed(**facts))

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert WORDS["action"] in answer.content.decode()
    assert not Update.objects.exists()


def test_one_time_for_all_keeps_the_earlier_promise_of_those_who_hear_more_often() -> None:
    incident = make_open()
    client, _ = signed_in()

    client.post(address(incident), typed(next_by="25"))

    owed = Promise.objects.unsettled().filter(audience__slug__in=["customers", "executives"])
    minutes = {one.audience.slug: round((one.due_at - now()).total_seconds() / 60) for one in owed}
    assert minutes == {"customers": 25, "executives": 15}


def test_the_second_of_two_people_reads_the_first_and_keeps_the_text() -> None:
    incident = make_open()
    make_update(incident, "support", status="Ana was here.", by=make_user("Ana"), at=now())
    client, _ = signed_in()

    answer = client.post(address(incident), typed())

    assert answer.status_code == 409
    assert "Ana sent update 1 while you were writing" in text_of(answer)
    assert "Ana was here." in text_of(answer)
    assert WORDS["status"] in answer.content.decode()
    assert 'name="after" value="1"' in answer.content.decode()


def test_sending_the_same_form_twice_sends_once() -> None:
    incident = make_open()
    client, _ = signed_in()

    for _ in range(2):
        client.post(address(incident), typed())

    assert Update.objects.count() == 1


@pytest.mark.parametrize("part", ["", "preview/", "no-change/", "cadence/"])
@pytest.mark.parametrize(("group", "status"), [("Responder", 403), ("Auditor", 403)])
def test_only_those_who_may_send_send(part: str, group: str, status: int) -> None:
    incident = make_open()
    client, _ = signed_in(group)

    answer = client.post(address(incident, part), typed())

    assert answer.status_code == status
    assert "Communications lead" in text_of(answer)
    assert not Update.objects.exists()


def test_others_read_it_without_a_composer() -> None:
    incident = make_open()
    client, _ = signed_in("Responder")

    answer = client.get(address(incident))

    assert answer.status_code == 200
    assert "update-form" not in answer.content.decode()


@pytest.mark.parametrize("part", ["", "promises/"])
def test_a_private_incident_is_not_there_for_others(part: str) -> None:
    incident = make_open(private=True)
    client, _ = signed_in()

    hidden = client.get(address(incident, part))
    absent = client.get(f"/portal/incidents/INC-99999/updates/{part}")

    assert hidden.status_code == absent.status_code == 404
    assert client.post(address(incident), typed("executives")).status_code == 404
    assert _without_names(hidden, incident.reference) == _without_names(absent, "INC-99999")


def _without_names(answer: Any, reference: str) -> str:
    """The page without the number asked for and without its own one-time token."""
    body = answer.content.decode().replace(reference, "")
    return re.sub(r'X-CSRFToken": "\w+"', "", body)


def test_a_private_incident_offers_no_customers() -> None:
    incident = make_open(private=True)
    client, _ = signed_in("Manager")

    answer = client.get(address(incident))

    assert [one["row"].slug for one in answer.context["audiences"]] == [
        "executives",
        "support",
        "engineering",
    ]
    refused = client.post(address(incident), typed("customers"))
    assert refused.status_code == 422


def test_it_says_how_many_of_which_kind_before_the_button() -> None:
    for number in range(3):
        make_subscriber(f"reader{number}@example.com")
    audience("executives").members.set([make_user("Elena"), make_user("Tom")])
    incident = make_open()
    client, _ = signed_in()

    page = text_of(client.post(address(incident, "preview/"), typed()))
    part = text_of(client.post(address(incident, "preview/"), typed(tell_subscribers=""),
                               headers={"HX-Request": "true"}))  # fmt: skip

    assert "Goes to 3 subscribers and the status page and 2 in Executives ." in page
    assert "the status page, without mail" in part


def test_the_preview_is_what_is_sent() -> None:
    audience("executives").members.set([make_user("Elena")])
    incident = make_open()
    client, _ = signed_in()

    part = client.post(
        address(incident, "preview/"), typed(next_by="15"), headers={"HX-Request": "true"}
    )
    client.post(address(incident), typed(next_by="15"))
    publish_site(anyway=True)

    shown = {one["audience"].slug: one for one in part.context["preview"]}
    message = Message.objects.get(kind="comms.update")
    assert (shown["executives"]["subject"], shown["executives"]["text"]) == (
        message.subject,
        message.text,
    )
    said = re.search(r'<dl class="words">.*?</dl>', part.content.decode(), re.DOTALL)
    assert said is not None
    body = Visitor().get(f"/incidents/{Notice.objects.get().public_id}/").body.decode()
    assert said.group(0) in body
    promise = shown["customers"]["promise"]
    assert f"Next update by {promise}" in re.sub(r"<[^>]+>", "", body)
    assert Update.objects.count() == 1


def test_a_preview_sends_nothing() -> None:
    incident = make_open()
    client, _ = signed_in()

    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(address(incident, "preview/"), typed(), headers=headers)
        assert answer.status_code == 200
        assert WORDS["status"] in answer.content.decode()

    assert not Update.objects.exists()
    assert not Message.objects.filter(kind="comms.update").exists()
    assert not Notice.objects.exists()


def test_remarks_stand_under_their_field() -> None:
    make_service("Cardline eu-2")
    incident = make_open()
    client, _ = signed_in()
    facts = {"action": "Cardline eu-2 engineers restore 10.0.0.7.", "impact": "", "next_by": "80"}

    answer = client.post(
        address(incident, "preview/"), typed(**facts), headers={"HX-Request": "true"}
    )

    under = {
        name: re.sub(r"<[^>]+>|\s+", " ", text)
        for name, text in re.findall(
            r'id="lint-(\w+)"[^>]*>(.*?)</div>', answer.content.decode(), re.DOTALL
        )
    }
    assert "“Cardline eu-2” is an internal name" in under["action"]
    assert "“10.0.0.7” is an internal address" in under["action"]
    assert "Impact is empty" in under["impact"]
    assert "Policy promises a word by" in under["next_by"]
    assert under["status"].strip() == ""


def test_internal_words_are_fine_where_customers_do_not_read() -> None:
    incident = make_open()
    client, _ = signed_in()

    answer = client.post(address(incident, "preview/"), typed("engineering", action="Pods die."),
                         headers={"HX-Request": "true"})  # fmt: skip

    assert answer.context["remarks"]["action"] == []


def test_an_internal_title_is_not_offered_to_customers() -> None:
    client, _ = signed_in()
    plain, internal = make_open(title="Payments fail"), make_open(title="OOMKilled pods on db-7")

    assert client.get(address(plain)).context["form"]["title"].value() == "Payments fail"
    assert client.get(address(internal)).context["form"]["title"].value() == ""


def test_components_are_set_where_the_incident_touches_them() -> None:
    checkout, other = make_component("Checkout"), make_component("Wallet")
    incident = make_open(services=[make_service("checkout", components=[checkout.public_id])])
    client, _ = signed_in()
    states = {f"component_{checkout.public_id}": "partial_outage"}

    page = client.get(address(incident)).content.decode()
    client.post(address(incident), typed(**states))

    checkout.refresh_from_db()
    assert checkout.status == "partial_outage"
    assert f"component_{other.public_id}" not in page


def test_one_click_says_that_nothing_has_changed() -> None:
    incident = make_open()
    make_update(incident, "executives", at=now())
    client, mei = signed_in()

    for _ in range(2):
        answer = client.post(address(incident, "no-change/"), {"key": "x", "after": "1"})

    assert answer.status_code == 302
    update = Update.objects.newest_first()[0]
    assert (update.number, update.by, update.automatic) == (2, mei, False)
    assert "no change since" in update.wordings.get().status


def test_one_click_is_refused_before_the_first_word() -> None:
    incident = make_open()
    client, _ = signed_in()

    answer = client.post(address(incident, "no-change/"), {"key": "x"})

    assert answer.status_code == 422
    assert "write the first update" in text_of(answer)


def test_beginnings_fill_the_form() -> None:
    incident = make_open()
    make_update(incident, "customers", status="As said.", at=now())
    make_update(incident, "executives", status="CANARY", at=now())
    client, _ = signed_in()

    begun = client.get(address(incident) + "?start=mitigation").context["form"]
    again = client.get(address(incident) + "?start=last").context["form"]

    assert (begun["stage"].value(), begun["public_status"].value()) == ("mitigation", "monitoring")
    assert "A fix is in place" in begun["status"].value()
    assert again["status"].value() == "As said."


def test_the_countdowns_are_asked_for_again() -> None:
    incident = make_open()
    client, _ = signed_in("Responder")

    part = client.get(address(incident, "promises/"))

    assert part.status_code == 200
    assert 'id="_promises"' in part.content.decode()
    assert part.content.decode().count("hx-swap-oob") == 4
    assert "due in 8 min" in text_of(part)


def test_the_commander_stretches_a_cadence_and_others_are_told_who_may() -> None:
    incident = make_open(at=now() - timedelta(hours=3))
    client, person = signed_in("Incident commander", "Priya")
    asked = {"audience": audience().pk, "factor": "2", "reason": "The vendor works on it."}

    refused = client.post(address(incident, "cadence/"), asked)
    give_role(incident, Role.COMMANDER, person)
    done = client.post(address(incident, "cadence/"), asked)

    assert refused.status_code == 422
    assert "Only the commander of the incident" in text_of(refused)
    assert done.status_code == 302
    assert Cadence.objects.in_force(incident).get(audience__slug="customers").minutes == 60


def test_after_the_end_it_is_read_only() -> None:
    incident = make_open()
    incident.move_to("dismissed", at=now())
    incident.save()
    client, _ = signed_in()

    assert "update-form" not in client.get(address(incident)).content.decode()
    assert client.post(address(incident), typed("executives")).status_code == 422


def test_text_is_text() -> None:
    incident = make_open()
    client, _ = signed_in()
    nasty = "<script>alert(1)</script>{{ secret }}"

    client.post(address(incident), typed("customers", "executives", status=nasty))
    page = client.get(address(incident)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ secret }}" in page
    message = Message.objects.get(kind="comms.update")
    assert "<script>" not in message.html


def test_a_screen_costs_a_bounded_number_of_queries(
    django_assert_max_num_queries: Any,
) -> None:
    incident = make_open()
    for number in range(6):
        make_update(incident, "customers", "executives", "support", at=now(), key=f"k{number}")
    client, _ = signed_in()
    client.get(address(incident))

    with django_assert_max_num_queries(60):
        client.get(address(incident))
