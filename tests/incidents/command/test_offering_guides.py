"""A guide is offered because of words in the room, says which, and becomes tasks."""

import pytest
from django.test import Client

from incidents.catalog.models import DiagnosticGuide
from incidents.command.actions.use_guide import use_guide
from incidents.command.guides import NEWEST, guides_for
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident, Task
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

# Every class of failure that the guides must cover, in the words of an alert or a person.
SAID = {
    "failed-deployment": "Errors since the new release 2026.11.19-3",
    "crashloopbackoff": "Pod checkout-7f in CrashLoopBackOff",
    "oomkilled": "container worker OOMKilled, exit code 137",
    "imagepullbackoff": "ErrImagePull: manifest unknown",
    "pending-pods": "FailedScheduling: 0/6 nodes, insufficient cpu",
    "slow-queries": "Slow queries on payment_transactions",
    "pool-exhaustion": "FATAL: too many connections",
    "deadlocks": "ERROR: deadlock detected",
    "data-corruption": "Amounts are corrupted since the failed migration",
    "api-time-outs": "context deadline exceeded calling /charge",
    "circuit-breaker": "Circuit breaker of the gateway is open",
    "token-validation": "JWT: invalid signature",
    "certificates-and-tls": "x509: certificate has expired",
    "queue-backlog": "Consumer lag of mails is 40,000",
    "cloud-quota": "Quota exceeded: vCPU in eu-1",
    "third-party-rate-limit": "429 Too Many Requests from the geocoder",
    "third-party-outage": "Provider outage at the card processor",
    "region-outage": "AWS outage in eu-west-1",
    "cascade": "A retry storm, cascading into login",
    "log-pipeline-lying": "Logs show success while users report failures",
}


@pytest.mark.parametrize(("slug", "said"), SAID.items())
def test_every_class_of_failure_has_a_guide_that_is_found(slug: str, said: str) -> None:
    incident = make_incident("It fails")
    add_entry(incident=incident, kind="evidence", body=said, by=None, at=NOON)

    found = guides_for(incident)

    assert slug in [one.guide.slug for one in found]
    assert found[0].words


def test_every_guide_that_is_shipped_is_complete() -> None:
    for guide in DiagnosticGuide.objects.all():
        guide.full_clean()
        assert len(guide.checks) >= 3, guide
        assert guide.words, guide


def test_a_quiet_incident_is_offered_nothing() -> None:
    assert guides_for(make_incident("Checkout fails")) == []


def test_the_title_weighs_more_than_a_line() -> None:
    incident = make_incident("Deadlocks on orders")
    for body in ("JWT looks fine", "no packet loss"):
        add_entry(incident=incident, kind="note", body=body, by=None, at=NOON)

    first = guides_for(incident)[0]

    assert first.guide.slug == "deadlocks"
    assert first.why == "Because of “deadlocks”"


def test_words_in_the_labels_of_an_alert_count() -> None:
    incident = make_incident("It fails")
    labels = {"alertname": "KubePodCrashLooping", "reason": "CrashLoopBackOff"}
    add_entry(
        incident=incident, kind="system", body="Alert: pods", by=None, at=NOON,
        data={"labels": labels},
    )  # fmt: skip

    assert guides_for(incident)[0].words == ("crashloopbackoff",)


def test_only_whole_words_count() -> None:
    assert guides_for(make_incident("The hassle of misdnsing")) == []


def test_only_the_newest_lines_are_read() -> None:
    incident = make_incident("It fails")
    add_entry(incident=incident, kind="note", body="deadlock detected", by=None, at=NOON)
    for number in range(NEWEST):
        add_entry(incident=incident, kind="note", body=f"Line {number}", by=None, at=NOON)

    assert guides_for(incident) == []


def test_its_checks_become_tasks_once_and_do_not_call_for_themselves() -> None:
    incident = make_incident("It fails")
    guide = DiagnosticGuide.objects.get(slug="deadlocks")

    for _ in range(2):
        use_guide(incident=incident, guide=guide, by=None, at=NOON)

    assert [one.text for one in Task.objects.order_by("number")] == guide.checks
    assert guides_for(incident) == []


def press(client: Client, incident: Incident) -> int:
    return client.post(f"{incident.get_absolute_url()}guides/deadlocks/").status_code


def test_one_click_in_the_room_adds_them() -> None:
    incident, client = make_incident("Deadlocks on orders"), Client()
    client.force_login(make_user("Tom", "Responder"))

    panel = client.get(f"{incident.get_absolute_url()}panels/guides/").content.decode()

    assert "Because of “deadlocks”" in panel
    assert press(client, incident) == 302
    assert Task.objects.filter(incident=incident).exists()


def test_everybody_who_sees_incidents_reads_them() -> None:
    client = Client()
    client.force_login(make_user("Aud", "Auditor"))

    every = client.get("/portal/guides/").content.decode()
    one = client.get("/portal/guides/oomkilled/").content.decode()

    assert "Out of memory (OOMKilled)" in every
    assert "When to escalate, and to whom" in one
    assert "Edit this guide" not in one
    assert client.get("/portal/guides/none/").status_code == 404
