"""Executives look by themselves, at what is meant for them and nothing else."""

import hashlib
import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from incidents.comms.actions.issue_briefing import LONGEST, CannotBrief, issue_briefing
from incidents.comms.actions.revoke_briefing import revoke_briefing
from incidents.comms.models import BriefingLink
from incidents.comms.words import Words
from incidents.record.actions.record_impact import record_impact
from incidents.record.models import Incident, Role
from portal.people.models import AuditEntry, User
from tests.make_comms import audience, give_role, make_promised, make_update
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

LATER = NOON + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _half_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def lead() -> User:
    return make_user("Mei Chen", "Communications lead")


def link_to(incident: Incident | None, *, private: bool = False, by: User | None = None) -> str:
    _, raw = issue_briefing(
        incident=incident,
        name="The board",
        good_for=timedelta(hours=8),
        shows_private=private,
        by=by or lead(),
        at=NOON,
    )
    return f"/briefing/{raw}/"


def told() -> Incident:
    incident = make_promised(level=1, title="pay-db-01 is down")
    give_role(incident, Role.COMMANDER, make_user("Priya Nair", "Incident commander"))
    give_role(incident, Role.EXECUTIVE_LIAISON, make_user("Elena Rossi", "Manager"))
    record_impact(
        incident=incident, by=None, at=NOON, customers_affected=18400, revenue_per_hour=52000
    )
    for minute, word in enumerate(("First", "Second", "Third", "Fourth"), start=1):
        words = Words(
            audience("executives"), f"{word} word.", "Half of payments fail.", "Failing over."
        )
        make_update(incident, wordings=[words], at=NOON + timedelta(minutes=minute))
    make_update(
        incident, wordings=[Words(audience("engineering"), "pay-db-01 is full.")],
        at=NOON + timedelta(minutes=6),
    )  # fmt: skip
    return incident


def test_it_says_what_they_would_call_about() -> None:
    page = Client().get(link_to(told())).content.decode()

    for said in (
        "Fourth word.", "Half of payments fail.", "Failing over.", "18,400", "$52,000 / h",
        "about $26,000", "Priya Nair", "Ask Elena Rossi, not the responders.",
        "Next update by", "12:19 UTC", "Third word.", "Second word.",
    ):  # fmt: skip
        assert said in page
    assert "First word." not in page
    assert '<meta http-equiv="refresh"' in page
    assert "<script" not in page


def test_it_names_no_host_and_nothing_of_the_room() -> None:
    page = Client().get(link_to(told())).content.decode()

    assert "pay-db-01" not in page
    assert "/portal/" not in page
    assert "INC-" in page


def test_it_is_neither_stored_nor_indexed_nor_named_to_others() -> None:
    answer = Client().get(link_to(told()))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


def test_only_its_digest_is_kept() -> None:
    address = link_to(told())
    raw = address.split("/")[2]

    link = BriefingLink.objects.get()
    assert len(raw) == 43
    assert link.digest == hashlib.sha256(raw.encode()).hexdigest()
    assert not AuditEntry.objects.filter(after__icontains=raw).exists()


def test_the_secret_stands_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    address = link_to(told())

    with caplog.at_level(logging.DEBUG):
        Client().get(address)
        Client().post(address)
        Client().get(address[:-2] + "x/")

    assert address.split("/")[2] not in caplog.text


def test_when_it_was_last_seen_is_kept_but_not_for_a_mail_scanner() -> None:
    address = link_to(told())

    Client().head(address)
    assert BriefingLink.objects.get().last_seen_at is None
    Client().get(address)

    assert BriefingLink.objects.get().last_seen_at == LATER


def test_revoked_it_says_so_calmly_at_once() -> None:
    address = link_to(told())
    revoke_briefing(link=BriefingLink.objects.get(), by=lead_again(), at=LATER)

    answer = Client().get(address)

    assert answer.status_code == 410
    page = answer.content.decode()
    assert "This link has ended" in page
    assert "Mei Chen can make you a new one" in page
    assert "word." not in page


def lead_again() -> User:
    found: User = User.objects.get(name="Mei Chen")
    return found


def test_expired_it_has_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    address = link_to(told())

    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=8))

    assert Client().get(address).status_code == 410


@pytest.mark.parametrize("secret", ["x", "b" * 43, "a" * 400, "%00", "é" * 20])
def test_wrong_secrets_look_alike(secret: str) -> None:
    link_to(told())
    other = Client().get("/briefing/nothing-of-the-kind/")

    answer = Client().get(f"/briefing/{secret}/")

    assert (answer.status_code, answer.content) == (404, other.content)


def test_it_is_only_looked_at() -> None:
    address = link_to(told())

    assert Client().post(address).status_code == 405


def test_a_private_incident_is_shown_only_where_that_was_said() -> None:
    member = lead()
    incident = make_incident(private=True, members=[member])

    with pytest.raises(CannotBrief, match="is private: whoever has the link"):
        link_to(incident, by=member)

    assert Client().get(link_to(incident, private=True, by=member)).status_code == 200


def test_all_open_ones_leave_out_the_private_unless_asked_for() -> None:
    member = lead()
    make_incident("Checkout fails")
    make_incident("Laptop stolen", private=True, members=[member])

    without = Client().get(link_to(None, by=member)).content.decode()
    both = Client().get(link_to(None, private=True, by=member)).content.decode()

    assert "Checkout fails" in without
    assert "Laptop stolen" not in without
    assert "Laptop stolen" in both


def test_it_shows_only_what_its_maker_may_see() -> None:
    make_incident("Laptop stolen", private=True)

    page = Client().get(link_to(None, private=True)).content.decode()

    assert "Laptop stolen" not in page
    assert "No open incident" in page


def test_a_drill_is_marked() -> None:
    page = Client().get(link_to(make_incident(kind="drill"))).content.decode()

    assert "DRILL: Checkout fails" in page


@pytest.mark.parametrize("good_for", [timedelta(), LONGEST + timedelta(seconds=1)])
def test_no_link_is_good_for_ever(good_for: timedelta) -> None:
    with pytest.raises(CannotBrief, match="30 days at most"):
        issue_briefing(
            incident=None, name="Board", good_for=good_for, shows_private=False, by=lead(), at=NOON
        )


def test_the_lead_makes_one_sees_it_once_and_revokes_it(client: Client) -> None:
    incident, user = told(), lead()
    client.force_login(user)
    address = f"/portal/incidents/{incident.reference}/briefings/"

    made = client.post(address, {"name": "The board", "good_for": "24"})
    page = made.content.decode()
    link = BriefingLink.objects.get()
    assert made.status_code == 201
    assert made.context["address"].startswith(f"{settings.SITE_URL}/briefing/")
    secret = page.split("/briefing/")[1].split("/")[0]
    assert Client().get(f"/briefing/{secret}/").status_code == 200
    assert secret not in client.get(address).content.decode()
    assert "last seen" in client.get(address).content.decode()

    client.post(f"/portal/briefings/{link.pk}/revocation/")
    assert Client().get(f"/briefing/{secret}/").status_code == 410
    entries = incident.entries.filter(body__contains="briefing link for The board")
    assert entries.count() == 2


def test_what_was_typed_stays_when_the_link_is_refused(client: Client) -> None:
    member = lead()
    incident = make_incident(private=True, members=[member])
    client.force_login(member)

    answer = client.post(
        f"/portal/incidents/{incident.reference}/briefings/", {"name": "Legal", "good_for": "8"}
    )

    assert answer.status_code == 422
    assert 'value="Legal"' in answer.content.decode()
    assert "Tick the box if that is meant" in answer.content.decode()
