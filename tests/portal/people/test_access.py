"""Who may enter, with what, and what is written down about it."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from incidents.oncall.actions.page_person import page_person
from portal.people.actions.audit import audit
from portal.people.actions.issue_token import issue_token
from portal.people.models import ApiToken, AuditEntry
from portal.post.models import Message
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON, make_incident


@pytest.mark.parametrize("group", ["Incident commander", "Manager"])
@pytest.mark.parametrize("path", ["/portal/", "/admin/", "/portal/incidents/INC-1/"])
def test_commanders_and_managers_need_a_second_factor(group: str, path: str) -> None:
    client, user = Client(), make_user("Priya", group)
    client.force_login(user)

    answer = client.get(path)

    assert answer.status_code == 302
    assert answer["Location"] == "/account/2fa/totp/activate/"
    give_second_factor(user)
    assert client.get("/portal/").status_code == 200


def test_a_responder_enters_without_one() -> None:
    client = Client()
    client.force_login(make_user("Tom", "Responder"))

    assert client.get("/portal/").status_code == 200


def test_the_demo_asks_for_none(settings: Settings) -> None:
    settings.SECOND_FACTOR_GROUPS = []
    client = Client()
    client.force_login(make_user("Priya", "Incident commander"))

    assert client.get("/portal/").status_code == 200


def test_nobody_signs_up_alone() -> None:
    client = Client()

    client.post("/account/signup/", {"email": "x@example.com", "password1": "long enough word"})

    assert client.get("/portal/").status_code == 302


def test_a_wrong_password_keeps_the_address_and_says_so() -> None:
    make_user("Tom", "Responder", email="tom@example.com", password="right horse battery")

    answer = Client().post(
        "/account/login/", {"login": "tom@example.com", "password": "wrong horse"}
    )

    assert b"tom@example.com" in answer.content
    assert b"not correct" in answer.content


def test_a_person_without_the_right_is_told_who_has_it() -> None:
    client = Client()
    client.force_login(make_user("Kofi", "Auditor"))

    answer = client.get("/portal/declare/")

    assert answer.status_code == 403
    assert b"Responder" in answer.content


def test_a_token_is_stored_as_a_digest_and_opens_its_scope_only() -> None:
    owner = make_user()
    token, raw = issue_token(name="CI", owner=owner, scopes=["read"], by=owner, at=NOON)

    assert raw not in str(ApiToken.objects.values())
    assert ApiToken.objects.for_raw(raw, scope="read", at=NOON) == token
    assert ApiToken.objects.for_raw(raw, scope="write", at=NOON) is None
    ApiToken.objects.update(revoked_at=NOON)
    assert ApiToken.objects.for_raw(raw, scope="read", at=NOON) is None


def test_the_audit_log_refuses_changes() -> None:
    entry = audit(by=None, at=NOON, verb="changed", subject="x:1", subject_name="x")

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(by_name="Nobody")


def test_nothing_of_the_portal_may_be_stored_by_others() -> None:
    client = Client()
    client.force_login(make_user("Tom", "Responder"))

    answer = client.get("/portal/")

    assert answer["Cache-Control"] == "no-store, private"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_who_reads_the_outbox_answers_nobodys_page(settings: Settings) -> None:
    paged = make_user("Ana", "Responder")
    page_person(incident=make_incident(), person=paged, reason="Needed", by=None, at=NOON)
    client = Client()
    client.force_login(make_user("Kofi", "Auditor"))
    mail = Message.objects.get()
    token = mail.text.partition("/portal/pages/")[2].partition("/")[0].encode()

    shown = client.get(f"/portal/outbox/{mail.pk}/").content
    html = client.get(f"/portal/outbox/{mail.pk}/html/").content

    assert len(token) > 40
    assert b"Needed" in shown
    assert token not in shown + html
    settings.DEMO = True
    assert token in client.get(f"/portal/outbox/{mail.pk}/").content
