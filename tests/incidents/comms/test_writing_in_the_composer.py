"""Nothing typed is lost, nothing internal slips out, nobody begins with an empty page."""

from typing import Any

import pytest
from django.test import Client

from incidents.comms.drafts import difference
from incidents.comms.models import ScheduledUpdate, Update, UpdateDraft, UpdateTemplate
from incidents.record.actions.record_impact import record_impact
from incidents.record.models import Role
from tests.incidents.comms.test_the_updates_tab import (
    address,
    make_open,
    now,
    signed_in,
    text_of,
    typed,
)
from tests.make_comms import give_role, make_update
from tests.make_people import make_user
from tests.make_record import make_service
from tests.security.roles import MANAGES, enter


@pytest.mark.parametrize(
    ("facts", "host"),
    [
        ({"status": "pay-db-01 is full."}, "pay-db-01"),
        ({"action": "We restart 10.0.12.7."}, "10.0.12.7"),
        ({"title": "db.eu.internal is down"}, "db.eu.internal"),
        ({"impact": "checkout-7d9f8b6c5d-x2x4z fails."}, "checkout-7d9f8b6c5d-x2x4z"),
    ],
)
def test_a_host_name_for_customers_asks_a_second_press(facts: dict[str, Any], host: str) -> None:
    incident = make_open()
    client, _ = signed_in()

    first = client.post(address(incident), typed(**facts))
    assert first.status_code == 422
    assert f"Customers would read {host}" in text_of(first)
    assert f'name="meant" value="{host}"' in first.content.decode()
    assert not Update.objects.exists()
    other = client.post(address(incident), typed(**facts, meant="another-01"))
    assert other.status_code == 422
    client.post(address(incident), typed(**facts, meant=host))

    assert Update.objects.count() == 1


def test_colleagues_may_read_a_host_name_at_once() -> None:
    incident = make_open()
    client, _ = signed_in()

    client.post(address(incident), typed("engineering", status="pay-db-01 is full."))

    assert Update.objects.count() == 1


def test_what_is_typed_is_kept_for_its_writer() -> None:
    incident = make_open()
    client, mei = signed_in()

    client.post(address(incident) + "preview/", typed(next_by="20"), headers={"hx-request": "true"})
    again = client.get(address(incident))

    form = again.context["form"]
    assert form["status"].value() == typed()["status"]
    assert form["next_by"].value() == "20"
    assert "draft saved" in text_of(again)
    assert f"by {mei}" in text_of(again)


def test_a_colleague_sees_the_draft_and_takes_it_over() -> None:
    incident = make_open()
    client, mei = signed_in()
    client.post(address(incident) + "preview/", typed(), headers={"hx-request": "true"})
    other = Client()
    other.force_login(make_user("Ana Ruiz", "Communications lead"))

    page = other.get(address(incident))
    taken = other.get(address(incident) + f"?draft={mei.pk}")

    assert f"{mei} has a draft open" in text_of(page)
    assert page.context["form"]["status"].value() is None
    assert taken.context["form"]["status"].value() == typed()["status"]


def test_the_draft_goes_when_it_is_sent_or_emptied() -> None:
    incident = make_open()
    client, _ = signed_in()

    client.post(address(incident, "preview/"), typed())
    client.post(address(incident, "preview/"), typed(status="", impact="", action=""))
    assert not UpdateDraft.objects.exists()
    client.post(address(incident, "preview/"), typed())
    client.post(address(incident), typed())

    assert not UpdateDraft.objects.exists()


def test_what_a_colleague_sent_meanwhile_is_shown_with_its_difference() -> None:
    incident = make_open()
    status = typed()["status"] + " Refunds too."
    make_update(incident, "support", status=status, by=make_user("Ana"), at=now())
    client, _ = signed_in()

    answer = client.post(address(incident), typed())

    assert answer.status_code == 409
    assert "Ana sent this meanwhile." in text_of(answer)
    assert "<mark>Refunds too.</mark>" in answer.content.decode()


def test_a_difference_is_of_words() -> None:
    assert difference("Half of payments fail now", "Half of payments fail") == [
        ("Half of payments fail", False),
        ("now", True),
    ]
    assert difference("", "Anything") == []


def test_it_is_set_for_later_from_the_same_form() -> None:
    incident = make_open()
    client, mei = signed_in()

    client.post(address(incident), typed("engineering", send_at="20"))

    assert not Update.objects.exists()
    assert ScheduledUpdate.objects.get().by == mei
    page = client.get(address(incident))
    assert "Waiting to be sent" in text_of(page)
    pk = ScheduledUpdate.objects.get().pk
    client.post(address(incident) + f"scheduled/{pk}/sending/")
    assert Update.objects.count() == 1


def test_it_is_cancelled_from_the_page() -> None:
    incident = make_open()
    client, _ = signed_in()
    client.post(address(incident), typed("engineering", send_at="20"))

    pk = ScheduledUpdate.objects.get().pk
    client.post(address(incident) + f"scheduled/{pk}/cancellation/")

    assert ScheduledUpdate.objects.get().state == "cancelled"
    assert client.post(address(incident) + "scheduled/990000/sending/").status_code == 404


def test_a_template_is_filled_with_what_is_known() -> None:
    service = make_service("Checkout")
    incident = make_open()
    incident.services.add(service)
    record_impact(incident=incident, by=None, at=now(), customers_affected=18400)
    give_role(incident, Role.COMMANDER, make_user("Priya Nair", "Incident commander"))
    client, _ = signed_in()

    form = client.get(address(incident) + "?start=bridge").context["form"]

    assert "led by Priya Nair: [bridge]" in form["status"].value()
    assert form["impact"].value().startswith("18,400 customers are affected.")
    assert "customers" not in {one.slug for one in form.chosen()}


def test_what_is_not_known_must_be_filled_in() -> None:
    incident = make_open()
    client, _ = signed_in()
    begun = client.get(address(incident) + "?start=acknowledgement").context["form"]

    answer = client.post(address(incident), typed(status=begun["status"].value()))

    assert answer.status_code == 422
    assert "Fill in “[service]”, or delete it." in text_of(answer)


def test_managers_edit_templates_and_unknown_placeholders_are_refused() -> None:
    client = enter(MANAGES)
    row = UpdateTemplate.objects.get(slug="mitigation")
    fields = {"name": row.name, "position": "4", "offered": "on", "stage": row.stage,
              "situation": row.situation, "for_customers": "on"}  # fmt: skip
    url = f"/admin/comms/updatetemplate/{row.pk}/change/"

    refused = client.post(url, {**fields, "status": "{{host}} is back"})
    done = client.post(url, {**fields, "status": "{{service}} works in part."})

    assert "{{host}} is not known here" in text_of(refused)
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.status == "{{service}} works in part."


def test_the_mail_is_shown_as_readers_see_it_in_a_sandbox() -> None:
    incident = make_open()
    client, _ = signed_in()
    client.post(address(incident) + "preview/", typed("executives"), headers={"hx-request": "true"})

    letter = client.get(address(incident) + "preview/executives/")

    assert typed()["status"] in letter.content.decode()
    assert "sandbox" in letter["Content-Security-Policy"]
    assert client.get(address(incident) + "preview/customers/").status_code == 404
