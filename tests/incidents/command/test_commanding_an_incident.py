"""From declaring to closing; every refusal says what to do and loses nothing."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from incidents.command.actions.close_incident import NotYet, close_incident
from incidents.command.actions.declare_incident import OverruledWithoutReason
from incidents.command.actions.dismiss_incident import dismiss_incident
from incidents.command.actions.merge_incidents import CannotMerge, merge_incidents
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.actions.resolve_incident import (
    NobodyTold,
    NotVerified,
    resolve_incident,
)
from incidents.command.classifying import Answers, classify
from incidents.comms.models import Promise, Update
from incidents.learning.actions.add_action import add_action
from incidents.learning.models import Postmortem
from incidents.oncall.models import Escalation
from incidents.record.models import Incident, State
from portal.clock import clock
from statuspage.models import Notice
from tests.make_command import declare
from tests.make_comms import make_update
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        (Answers("few", "no", "no", "easy"), 3),
        (Answers("many", "no", "no", "painful"), 2),
        (Answers("most", "yes", "no", "none"), 1),
        (Answers("few", "no", "yes", "easy"), 0),
        (Answers(), 0),
        (Answers("many", "no", "no", "easy", critical_path=True), 1),
    ],
)
def test_answers_propose_a_severity_and_unsure_goes_up(answers: Answers, level: int) -> None:
    assert classify(answers).level == level


def test_declaring_twice_with_one_key_is_one_incident() -> None:
    make_ladder(make_rotation(make_user("Tom", "Responder")))

    first, second = (declare(key="form-1") for _ in range(2))

    assert first == second
    assert Incident.objects.count() == 1
    assert Escalation.objects.count() == 1
    assert Promise.objects.count() == 3


def test_overruling_the_proposal_needs_a_reason() -> None:
    with pytest.raises(OverruledWithoutReason, match="SEV0 was proposed"):
        declare(level=2, proposed_level=0)

    assert not Incident.objects.exists()


def test_a_near_miss_pages_nobody_and_promises_nothing() -> None:
    declare(kind="near_miss")

    assert not Escalation.objects.exists()
    assert not Promise.objects.exists()


def test_resolving_tells_everyone_who_was_told_and_opens_the_postmortem() -> None:
    incident = declare(by=make_user("Tom", "Responder"))
    make_update(incident, "customers", "executives", at=NOON)

    resolve_incident(
        incident=incident, verified="Test orders pass.", words="It works.", by=None, at=NOON + HOUR
    )

    assert incident.state == State.MONITORING
    last = Update.objects.order_by("-number")[0]
    assert {words.audience.slug for words in last.wordings.all()} == {"customers", "executives"}
    assert Notice.objects.get().status == "resolved"
    assert not Promise.objects.unsettled().exists()
    assert not Escalation.objects.filter(state="climbing").exists()
    assert Postmortem.objects.get().due_at == NOON + HOUR + timedelta(hours=48)


def test_resolving_needs_proof_and_words_for_those_who_were_told() -> None:
    incident = declare()
    make_update(incident, "customers")
    with pytest.raises(NotVerified, match="what you checked"):
        resolve_incident(incident=incident, verified=" ", words="ok", by=None, at=NOON)

    with pytest.raises(NobodyTold, match="Customers were told"):
        resolve_incident(incident=incident, verified="yes", words="", by=None, at=NOON)

    incident.refresh_from_db()
    assert incident.state == State.ACTIVE


def test_it_closes_after_the_watch_or_with_a_reason() -> None:
    incident = declare(by=make_user())
    resolve_incident(incident=incident, verified="ok", words="", by=None, at=NOON)
    with pytest.raises(NotYet, match="24 h watch"):
        close_incident(incident=incident, by=None, at=NOON + HOUR)

    clock.ring_due(at=NOON + 25 * HOUR)
    add_action(
        incident=incident,
        text="Alert on it",
        owner=incident.declared_by,
        due_on=NOON.date(),
        by=None,
        at=NOON + 25 * HOUR,
    )
    close_incident(incident=incident, by=None, at=NOON + 25 * HOUR)

    incident.refresh_from_db()
    assert incident.state == State.CLOSED


def test_opening_again_promises_and_pages_anew() -> None:
    make_ladder(make_rotation(make_user("Tom", "Responder")))
    incident = declare()
    resolve_incident(incident=incident, verified="ok", words="", by=None, at=NOON)

    reopen_incident(incident=incident, reason="It is back.", by=None, at=NOON + HOUR)

    assert incident.state == State.ACTIVE
    assert incident.resolved_at is None
    assert Promise.objects.unsettled().count() == 3
    assert Escalation.objects.filter(state="climbing").count() == 1


def test_dismissing_takes_the_notice_back() -> None:
    incident = declare()
    make_update(incident, "customers")

    dismiss_incident(incident=incident, reason="A test alert.", by=None, at=NOON)

    assert Notice.objects.get().retracted_at is not None
    assert not Promise.objects.unsettled().exists()


def test_merging_ends_one_in_the_other_without_loss() -> None:
    first, second = declare("One"), declare("Two")

    merge_incidents(incident=first, into=second, by=None, at=NOON)

    first.refresh_from_db()
    assert (first.state, first.merged_into) == (State.MERGED, second)
    assert first.entries.exists()
    assert second.entries.filter(body__contains=first.reference).exists()
    with pytest.raises(CannotMerge, match="has ended"):
        merge_incidents(incident=second, into=first, by=None, at=NOON)
    with pytest.raises(CannotMerge, match="into itself"):
        merge_incidents(incident=second, into=second, by=None, at=NOON)


def test_a_worse_severity_brings_its_policy_with_it() -> None:
    incident = declare(level=3)

    reclassify_incident(incident=incident, level=0, reason="All down.", by=None, at=NOON)

    assert incident.rules.level == 0
    assert Promise.objects.filter(audience__slug="executives", state="open").exists()


def signed_in(*groups: str) -> Client:
    client = Client()
    user = make_user("Sam", *groups)
    give_second_factor(user)
    client.force_login(user)
    return client


def test_a_refused_entry_keeps_what_was_typed() -> None:
    incident = declare()
    client = signed_in("Responder")

    url = f"/portal/incidents/{incident.reference}/entries/"
    answer = client.post(url, {"body": "/unknown precious words", "kind": "note"})

    assert answer.status_code == 422
    assert b"precious words" in answer.content


def test_a_private_incident_looks_absent_to_others() -> None:
    incident = declare(private=True)
    client = signed_in("Responder")

    hidden = client.get(f"/portal/incidents/{incident.reference}/")
    absent = client.get("/portal/incidents/INC-99999/")

    assert hidden.status_code == absent.status_code == 404
    assert len(hidden.content) == len(absent.content)
    assert incident.title.encode() not in client.get("/portal/incidents/").content
    assert incident.title.encode() not in client.get("/portal/").content


def test_an_auditor_reads_and_changes_nothing() -> None:
    incident = declare()
    client = signed_in("Auditor")

    assert client.get(f"/portal/incidents/{incident.reference}/").status_code == 200
    for address in ("entries", "roles", "impact", "resolution", "dismissal"):
        path = f"/portal/incidents/{incident.reference}/{address}/"
        answer = client.post(path, {"body": "x", "reason": "x"})
        assert answer.status_code == 403
        assert b"can. Ask one of them" in answer.content


def test_the_second_to_resolve_is_told_who_was_first_and_keeps_the_text() -> None:
    incident = declare(by=make_user())
    client = signed_in("Incident commander")
    seen = incident.version
    resolve_incident(incident=incident, verified="ok", words="", by=None, at=NOON)

    answer = client.post(
        f"/portal/incidents/{incident.reference}/resolution/",
        {"verified": "my own words", "words": "", "version": seen},
    )

    assert answer.status_code == 409
    assert b"my own words" in answer.content
    assert b"Resolved." in answer.content


def test_the_live_timeline_says_nothing_when_nothing_is_new() -> None:
    incident = declare()
    client = signed_in("Responder")
    path = f"/portal/incidents/{incident.reference}/timeline/"

    assert client.get(f"{path}?after={incident.last_seq}").status_code == 204
    assert client.get(f"{path}?after=0").status_code == 200
    assert client.get(f"{path}?after=abc").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_people_resolving_at_once_resolve_it_once() -> None:
    incident = declare(by=make_user())
    start = Barrier(2)
    answers: list[int] = []
    clients = [signed_in("Incident commander") for _ in range(2)]

    def resolve(client: Client) -> None:
        start.wait()
        answer = client.post(
            f"/portal/incidents/{incident.reference}/resolution/",
            {"verified": "ok", "words": "", "version": incident.version},
        )
        answers.append(answer.status_code)
        connection.close()

    people = [Thread(target=resolve, args=(client,)) for client in clients]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert sorted(answers) == [302, 409]
    assert Postmortem.objects.count() == 1
