"""What is typed into the composer does what the screens do, or says why not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from incidents.command.slash_words import WORDS, Answer, Refused, perform
from incidents.oncall.models import Page
from incidents.record.models import Entry, Incident
from portal.people.models import User
from tests.make_command import declare
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON


@pytest.fixture
def priya() -> User:
    return make_user("Priya Nair", "Incident commander")


@pytest.fixture
def incident(priya: User) -> Incident:
    return declare(level=2, by=priya)


def typed(incident: Incident, text: str, by: User, **facts: Any) -> Answer:
    return perform(**{"incident": incident, "text": text, "by": by, "at": NOON, **facts})


def newest(incident: Incident) -> Entry:
    return incident.entries.newest_first()[0]


@pytest.mark.parametrize(
    ("text", "kind", "body"),
    [
        ("Plain words", "note", "Plain words"),
        ("/decision Stay on the backup", "decision", "Stay on the backup"),
        ("/DECIDE Stay", "decision", "Stay"),
        ("/decision\nStay.\nInstead of: pausing", "decision", "Stay.\nInstead of: pausing"),
        ("/first-signal Timeouts", "first_signal", "Timeouts"),
        ("/finding Pool full", "evidence", "Pool full"),
        ("//var/log is full", "note", "/var/log is full"),
    ],
)
def test_words_of_the_timeline_write_it(
    incident: Incident, priya: User, text: str, kind: str, body: str
) -> None:
    typed(incident, text, priya)

    assert (newest(incident).kind, newest(incident).body) == (kind, body)


@pytest.mark.parametrize(
    "text",
    [
        "/note @11:57 Pool fills",
        "@11:57 /note Pool fills",
        "@11:57 Pool fills",
        "@2026-11-19 11:57 UTC Pool fills",
    ],
)
def test_when_it_happened_can_be_typed(incident: Incident, priya: User, text: str) -> None:
    typed(incident, text, priya)

    entry = newest(incident)
    assert entry.body == "Pool fills"
    assert entry.occurred_at == NOON - timedelta(minutes=3)
    assert entry.recorded_at == NOON


def test_a_typed_time_is_of_the_zone_of_who_types_it(incident: Incident, priya: User) -> None:
    priya.time_zone = "Europe/Berlin"

    typed(incident, "@12:57 Pool fills", priya)

    assert newest(incident).occurred_at == NOON - timedelta(minutes=3)


def test_a_time_of_day_still_to_come_was_yesterdays(incident: Incident, priya: User) -> None:
    typed(incident, "@23:50 It began", priya)

    assert newest(incident).occurred_at == NOON - timedelta(hours=12, minutes=10)


def test_the_same_key_twice_writes_one_entry(incident: Incident, priya: User) -> None:
    before = incident.entries.count()

    for _ in range(2):
        typed(incident, "/decision Stay", priya, key="once")

    assert incident.entries.count() == before + 1


@pytest.mark.parametrize("text", ["/sev 1 Half of payments fail", "/severity P1 worse",
                                  "/sev major half of it"])  # fmt: skip
def test_sev_changes_the_severity(incident: Incident, priya: User, text: str) -> None:
    typed(incident, text, priya)

    incident.refresh_from_db()
    assert incident.level == 1


def test_assign_gives_a_role(incident: Incident, priya: User) -> None:
    tom = make_user("Tom Alvarez", "Responder")

    typed(incident, "/assign tech lead Tom", priya)

    assert incident.holder_of("technical_lead") == tom


def test_take_is_assigning_me(incident: Incident, priya: User) -> None:
    typed(incident, "/take ic me", priya)

    assert incident.holder_of("commander") == priya


def test_hand_over_with_its_three_parts_is_done_at_once(incident: Incident, priya: User) -> None:
    tom = make_user("Tom Alvarez", "Incident commander")
    typed(incident, "/take ic me", priya)

    typed(incident, "/hand-over ic Tom State: backup holds. Risks: load. Next: 14:45.", priya)

    assert incident.holder_of("commander") == tom


def test_hand_over_without_them_opens_the_form_with_what_was_typed(
    incident: Incident, priya: User
) -> None:
    make_user("Tom Alvarez", "Incident commander")
    typed(incident, "/take ic me", priya)

    answer = typed(incident, "/hand-over ic Tom backup holds", priya)

    assert "/roles/handover/?" in answer.url
    assert "state=backup+holds" in answer.url
    assert incident.holder_of("commander") == priya


def test_impact_reads_the_figures(incident: Incident, priya: User) -> None:
    typed(incident, "/impact 18,400 customers, 40 %, $52,000 an hour", priya)

    impact = incident.impacts.get()
    assert (impact.customers_affected, impact.share, impact.revenue_per_hour) == (18400, 40, 52000)


def test_page_pages(incident: Incident, priya: User) -> None:
    tom = make_user("Tom Alvarez", "Responder")

    typed(incident, "/page @tom Knows the pool", priya)

    assert Page.objects.get(person=tom).reason == "Knows the pool"


def test_bridge_links_the_call(incident: Incident, priya: User) -> None:
    typed(incident, "/bridge https://meet.example/inc", priya)

    incident.refresh_from_db()
    assert incident.bridge_url == "https://meet.example/inc"


@pytest.mark.parametrize(("text", "address"), [
    ("/update Half goes through", "/updates/?status=Half+goes+through"),
    ("/resolve 99 % for 15 min", "/resolution/?verified=99+%25+for+15+min"),
])  # fmt: skip
def test_some_open_their_screen_with_the_words_in_it(
    incident: Incident, priya: User, text: str, address: str
) -> None:
    before = incident.last_seq

    answer = typed(incident, text, priya)

    incident.refresh_from_db()
    assert answer.url.endswith(address)
    assert incident.last_seq == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/nothing here", "/nothing is not known"),
        ("/decision", "Write what happened"),
        ("/sev purple", "no severity"),
        ("/sev 1", "why the severity changes"),
        ("/sev 2 same", "SEV2 already"),
        ("/assign cook Tom", "Which role"),
        ("/assign scribe Nobody", "Nobody here is called"),
        ("/assign scribe", "Whom"),
        ("/assign scribe Sam", "Several people"),
        ("/page Tom", "Say why"),
        ("/bridge call me", "no link"),
        ("/impact", "How bad"),
        ("/impact 900 %", "100"),
        ("@2027-01-01 10:00 later", "has not come"),
        ("@2026-02-31 10:00 later", "no day"),
        ("", "Write what happened"),
    ],
)
def test_a_refusal_says_what_to_type_and_changes_nothing(
    incident: Incident, priya: User, text: str, says: str
) -> None:
    make_user("Sam Osei", "Responder"), make_user("Sam Lee", "Responder")
    make_user("Tom Alvarez", "Responder")
    incident.refresh_from_db()
    before = incident.last_seq

    with pytest.raises(Refused, match=says):
        typed(incident, text, priya)

    incident.refresh_from_db()
    assert incident.last_seq == before


@pytest.mark.parametrize("text", ["/sev 0 All down", "/resolve done", "/update x",
                                  "/assign scribe Sam"])  # fmt: skip
def test_who_may_not_on_the_screen_may_not_by_a_word(incident: Incident, text: str) -> None:
    make_user("Sam Osei", "Responder")
    tom = make_user("Tom Alvarez", "Responder")

    with pytest.raises(Refused, match=r"can|commander"):
        typed(incident, text, tom)


def test_an_auditor_writes_nothing(incident: Incident) -> None:
    with pytest.raises(Refused, match="Responder"):
        typed(incident, "Just a note", make_user("Ada", "Auditor"))


def test_no_word_means_two_things() -> None:
    names = [name for word in WORDS for name in (word.word, *word.aliases)]

    assert len(names) == len(set(names))


def test_the_screens_begin_with_the_words(incident: Incident, priya: User) -> None:
    give_second_factor(priya)
    client = Client()
    client.force_login(priya)

    for text in ("/update Half goes through", "/resolve Half goes through"):
        page = client.get(typed(incident, text, priya).url)

        assert "Half goes through" in page.content.decode()
