"""Components are set with a reason, described, hidden, and their past corrected."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from statuspage.models import Audience, Component, ComponentGroup, StatusChange, UptimeCorrection
from tests.make_people import make_user
from tests.make_statuspage import make_component

BOARD = "/portal/status-page/components/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def manager() -> Client:
    client = Client()
    client.force_login(make_user("Elena Petrova", "Manager"))
    return client


def test_a_status_is_set_with_its_reason(lead: Client) -> None:
    component = make_component("Checkout")

    typed = {"status": "partial_outage", "reason": "Cards time out"}
    answer = lead.post(f"{BOARD}{component.public_id}/status/", typed, follow=True)

    change = StatusChange.objects.get()
    assert (change.by_name, change.source, change.reason) == (
        "Mei Chen",
        "person",
        "Cards time out",
    )
    assert "Cards time out" in text_of(answer)


def test_without_a_reason_nothing_changes(lead: Client) -> None:
    component = make_component("Checkout")

    answer = lead.post(f"{BOARD}{component.public_id}/status/", {"status": "major_outage"})

    assert answer.status_code == 422
    assert "Say why" in text_of(answer)
    assert not StatusChange.objects.exists()


def test_a_component_is_added_changed_and_hidden(lead: Client) -> None:
    group = ComponentGroup.objects.create(name="Payments")
    partners = Audience.objects.create(name="Partners")
    facts = {"name": "Checkout", "group": group.pk, "position": 2, "visible": "on"}

    lead.post(f"{BOARD}new/", facts)
    made = Component.objects.get()
    lead.post(
        f"{BOARD}{made.public_id}/",
        {**facts, "name": "Pay", "start_date": "2026-01-01", "audiences": [partners.pk]},
    )

    made.refresh_from_db()
    assert (made.name, str(made.start_date), made.position) == ("Pay", "2026-01-01", 2)
    assert not Component.objects.public().exists()
    facts = {"name": "Pay", "group": group.pk, "position": 2}
    lead.post(f"{BOARD}{made.public_id}/", facts)
    made.refresh_from_db()
    assert not made.visible


def test_a_name_taken_is_refused_and_kept(lead: Client) -> None:
    make_component("Checkout")
    group = ComponentGroup.objects.get()

    typed = {"name": "Checkout", "group": group.pk, "position": 1, "visible": "on"}
    answer = lead.post(f"{BOARD}new/", typed)

    assert answer.status_code == 422
    assert "has a component “Checkout” already" in text_of(answer)
    assert Component.objects.count() == 1


def test_a_group_is_made_and_renamed(lead: Client) -> None:
    lead.post(f"{BOARD}groups/", {"name": "Payments"})
    group = ComponentGroup.objects.get()
    lead.post(f"{BOARD}groups/{group.public_id}/", {"name": "Money"})

    group.refresh_from_db()
    assert group.name == "Money"
    assert lead.post(f"{BOARD}groups/", {"name": "Money"}).status_code == 422


def correction(hours: int = 2) -> dict[str, str]:
    begins = timezone.now() - timedelta(hours=hours)
    return {
        "starts_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (begins + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "status": "operational",
        "reason": "Only our probe failed",
    }


def test_a_manager_corrects_the_past_and_withdraws_it() -> None:
    component, client = make_component("Checkout"), manager()

    client.post(f"{BOARD}{component.public_id}/corrections/", correction())
    made = UptimeCorrection.objects.get()
    assert made.reason == "Only our probe failed"
    assert "Only our probe failed" in text_of(client.get(f"{BOARD}{component.public_id}/"))
    client.post(f"/portal/status-page/corrections/{made.pk}/withdrawal/")

    made.refresh_from_db()
    assert made.withdrawn_at is not None


def test_the_future_is_not_corrected() -> None:
    component = make_component("Checkout")

    answer = manager().post(f"{BOARD}{component.public_id}/corrections/", correction(hours=-1))

    assert answer.status_code == 422
    assert "Only what is past can be corrected" in text_of(answer)


def test_a_lead_does_not_correct_uptime(lead: Client) -> None:
    component = make_component("Checkout")

    answer = lead.post(f"{BOARD}{component.public_id}/corrections/", correction())

    assert answer.status_code == 403
    assert "Manager" in text_of(answer)
    assert not UptimeCorrection.objects.exists()
