"""Several incidents run: what hurts most comes first, and somebody decides what waits."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.command.actions.go_on import go_on
from incidents.command.actions.leave_coordination import leave_coordination
from incidents.command.actions.let_wait import CannotWait, let_wait
from incidents.command.actions.take_coordination import MayNotCoordinate, take_coordination
from incidents.command.board import Board, board
from incidents.command.models import Coordination, Waiting
from incidents.comms.models import Promise
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.link_incidents import CannotLink, link_incidents
from incidents.record.actions.record_impact import record_impact
from incidents.record.actions.unlink_incidents import unlink_incidents
from incidents.record.models import Incident, IncidentLink, LinkKind, Role
from portal.people.models import User
from tests.make_command import declare
from tests.make_oncall import make_rotation
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON
from tests.make_tasks import in_minutes, make_task

pytestmark = pytest.mark.django_db
SOON = in_minutes(1)


def now_on(*incidents: Incident, minutes: float = 1) -> Board:
    for one in incidents:
        one.refresh_from_db()
    return board(incidents, at=in_minutes(minutes))


def commander(name: str = "Priya Nair") -> User:
    return make_user(name, "Incident commander")


def signed_in(person: User) -> Client:
    client = Client()
    give_second_factor(person)
    client.force_login(person)
    return client


def test_what_costs_most_stands_first_with_its_reason() -> None:
    login, checkout = declare("Login slow", level=1), declare("Checkout fails", level=2)
    record_impact(incident=login, by=None, at=NOON, customers_affected=310)
    record_impact(
        incident=checkout, by=None, at=NOON, customers_affected=18_400, revenue_per_hour=52_000
    )

    places = now_on(login, checkout).places

    assert [one.incident for one in places] == [checkout, login]
    assert places[0].ranked.score.reason.startswith("Costs $52,000 an hour")


def test_it_shows_who_is_on_which_and_who_is_on_two() -> None:
    first, second = declare("One"), declare("Two")
    tom, ana, kim = (make_user(name, "Responder") for name in ("Tom", "Ana", "Kim"))
    make_rotation(kim)
    assign_role(incident=first, role=Role.COMMANDER, person=tom, by=None, at=NOON)
    make_task(second, "Count orders", assignee=tom)
    assign_role(incident=second, role=Role.SCRIBE, person=ana, by=None, at=NOON)

    found = now_on(first, second)

    assert [(str(one.person), one.is_split) for one in found.loads] == [
        ("Tom", True),
        ("Ana", False),
    ]
    assert found.loads[0].on == {
        first.reference: ["Incident commander"],
        second.reference: ["T1 Count orders"],
    }
    assert [str(one.person) for one in found.free] == ["Kim"]


def test_it_says_what_is_starved() -> None:
    first = declare("One", level=1)

    (place,) = now_on(first, minutes=40).places

    assert place.starved == ["Nobody commands", "No word for 40 min", "Update 30 min late"]


def test_a_word_of_a_person_feeds_it_and_one_of_the_machine_does_not() -> None:
    first, tom = declare("One", level=2), make_user("Tom", "Responder")
    Promise.objects.all().delete()
    Incident.objects.update(next_update_due_at=None)
    assign_role(incident=first, role=Role.COMMANDER, person=tom, by=None, at=NOON)

    add_entry(incident=first, kind="system", body="Alert", by=None, at=in_minutes(35))
    assert now_on(first, minutes=40).places[0].starved == ["No word for 40 min"]
    add_entry(incident=first, kind="note", body="Looking", by=tom, at=in_minutes(36))

    assert now_on(first, minutes=40).places[0].starved == []


def test_its_queries_do_not_grow_with_incidents() -> None:
    def cost(count: int) -> int:
        rows = [declare(f"Trouble {number}") for number in range(count)]
        for one in rows:
            make_task(one, assignee=make_user("", "Responder"))
        with CaptureQueriesContext(connection) as asked:
            board(rows, at=SOON)
        return len(asked)

    assert cost(2) == cost(6) <= 12


def test_coordinating_is_taken_by_one_click_and_its_history_kept() -> None:
    priya, elena = commander(), commander("Elena")

    take_coordination(by=priya, at=NOON)
    take_coordination(by=priya, at=SOON)
    take_coordination(by=elena, at=in_minutes(2))

    assert [(str(one.person), one.ended_at) for one in Coordination.objects.order_by("pk")] == [
        ("Priya Nair", in_minutes(2)),
        ("Elena", None),
    ]
    assert not leave_coordination(by=priya, at=in_minutes(3))
    assert leave_coordination(by=elena, at=in_minutes(3))
    with pytest.raises(MayNotCoordinate):
        take_coordination(by=make_user("Tom", "Responder"), at=NOON)


def test_the_table_knows_one_coordinator() -> None:
    take_coordination(by=commander(), at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Coordination.objects.create(person=commander("Elena"), began_at=NOON)


def test_what_waits_says_so_in_both_and_its_promises_go_on() -> None:
    login, checkout, priya = declare("Login slow"), declare("Checkout fails"), commander()
    promised = Promise.objects.unsettled().for_incident(login).count()

    let_wait(incident=login, behind=checkout, reason="Slow, not down", by=priya, at=SOON)

    here = login.entries.newest_first()[0].body
    there = checkout.entries.newest_first()[0].body
    assert here == (
        f"This waits: Slow, not down. {checkout.reference} goes first. "
        "Its promises are kept all the same."
    )
    assert there == f"This goes before {login.reference}, which waits: Slow, not down"
    assert Promise.objects.unsettled().for_incident(login).count() == promised > 0
    assert [one.incident for one in now_on(login, checkout).places] == [checkout, login]
    assert Coordination.objects.live().get().person == priya


def test_going_on_ends_the_waiting_once() -> None:
    login, priya = declare("Login slow"), commander()
    let_wait(incident=login, behind=None, reason="Later", by=priya, at=SOON)

    assert go_on(incident=login, by=priya, at=in_minutes(2))
    assert not go_on(incident=login, by=priya, at=in_minutes(3))

    assert Waiting.objects.get().ended_at == in_minutes(2)
    assert login.entries.newest_first()[0].body == "This goes on: it waits no longer."


def test_only_the_coordinator_decides_and_not_in_a_ring() -> None:
    login, checkout = declare("Login slow"), declare("Checkout fails")
    priya, elena = commander(), commander("Elena")
    let_wait(incident=login, behind=checkout, reason="Later", by=priya, at=SOON)

    refusals: tuple[tuple[dict[str, Any], str], ...] = (
        ({"incident": login, "behind": None, "by": elena}, "Priya Nair coordinates"),
        ({"incident": checkout, "behind": login, "by": priya}, "waits for"),
        ({"incident": login, "behind": login, "by": priya}, "for itself"),
        ({"incident": login, "behind": None, "by": priya, "reason": " "}, "why INC-"),
    )

    for facts, word in refusals:
        with pytest.raises(CannotWait, match=word):
            let_wait(**{"reason": "Later", "at": SOON, **facts})


def test_a_private_one_is_never_named_on_a_public_timeline() -> None:
    priya = commander()
    hidden = declare("Leaked data", private=True, members=[priya])
    public = declare("Login slow")

    let_wait(incident=public, behind=hidden, reason="Later", by=priya, at=SOON)
    link_incidents(incident=public, other=hidden, kind=LinkKind.RELATED, by=priya, at=SOON)

    told = " ".join(public.entries.values_list("body", flat=True))
    assert hidden.reference not in told
    assert "Leaked data" not in told
    assert hidden.entries.filter(body__contains=public.reference).count() == 2


@pytest.mark.parametrize("page", ["panels/links/", ""])
def test_who_may_not_see_a_linked_one_does_not_see_the_link(page: str) -> None:
    priya, tom = commander(), make_user("Tom", "Responder")
    hidden = declare("Leaked data", private=True, members=[priya])
    public = declare("Login slow")
    link_incidents(incident=public, other=hidden, kind=LinkKind.CHILD, by=priya, at=SOON)

    address = f"/portal/incidents/{public.reference}/{page}"
    for_tom = signed_in(tom).get(address).content.decode()
    for_priya = signed_in(priya).get(address).content.decode()

    assert "Leaked data" not in for_tom
    assert hidden.reference not in for_tom
    assert ("Leaked data" in for_priya) is (page != "") or hidden.reference in for_priya


def test_the_board_counts_only_what_its_reader_may_see() -> None:
    priya, tom = commander(), make_user("Tom Alvarez", "Responder")
    hidden = declare("Leaked data", private=True, members=[priya])
    public = declare("Login slow")
    for one in (hidden, public):
        assign_role(incident=one, role=Role.SCRIBE, person=tom, by=None, at=NOON)
    hidden.members.remove(tom)

    for_outsider = signed_in(make_user("Ana", "Responder")).get("/portal/incidents/board/")
    for_member = signed_in(priya).get("/portal/incidents/board/")

    assert b"Leaked data" not in for_outsider.content
    assert b"On two" not in for_outsider.content
    assert b"Leaked data" in for_member.content
    assert b"On two" in for_member.content


def test_links_are_read_from_both_ends() -> None:
    child, parent, priya = declare("Login slow"), declare("Store is slow"), commander()

    link = link_incidents(incident=child, other=parent, kind=LinkKind.CHILD, by=priya, at=SOON)

    assert link.seen_from(child) == ("Part of", parent)
    assert link.seen_from(parent) == ("Has as a part", child)
    assert parent.entries.newest_first()[0].body.endswith("Login slow is a part of this.")


def test_a_pair_is_linked_once_of_a_kind_and_never_in_a_circle() -> None:
    one, two, three = declare("One"), declare("Two"), declare("Three")

    def link(here: Incident, there: Incident, kind: LinkKind) -> IncidentLink:
        return link_incidents(incident=here, other=there, kind=kind, by=None, at=SOON)

    first = link(one, two, LinkKind.RELATED)
    assert link(two, one, LinkKind.RELATED) == first
    link(one, two, LinkKind.CHILD)
    link(two, three, LinkKind.CHILD)

    with pytest.raises(CannotLink, match="to itself"):
        link(one, one, LinkKind.RELATED)
    with pytest.raises(CannotLink, match="other way round"):
        link(two, one, LinkKind.CHILD)
    with pytest.raises(CannotLink, match="a part of"):
        link(three, one, LinkKind.CHILD)
    for lie in ({"incident": one, "other": one}, {"incident": two, "other": one}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IncidentLink.objects.create(kind=LinkKind.RELATED, added_at=NOON, **lie)


def test_unlinking_keeps_that_there_was_a_link() -> None:
    one, two = declare("One"), declare("Two")
    link = link_incidents(incident=one, other=two, kind=LinkKind.RELATED, by=None, at=SOON)

    unlink_incidents(link=link, by=None, at=in_minutes(2))

    assert not IncidentLink.objects.exists()
    assert two.entries.newest_first()[0].body == f"No longer linked to {one.reference} One."


def test_the_board_is_worked_by_hand() -> None:
    login, checkout, priya = declare("Login slow"), declare("Checkout fails"), commander()
    client = signed_in(priya)
    where = f"/portal/incidents/{login.reference}/waiting/"

    refused = client.post(where, {"reason": " ", "behind": checkout.pk})
    client.post(where, {"reason": "Slow, not down", "behind": checkout.pk})
    shown = client.get("/portal/incidents/board/").content.decode()

    assert refused.status_code == 422
    assert "It waits because: Slow, not down" in shown
    assert "Stop coordinating" in shown
    client.post(where, {"do": "go_on"})
    assert not Waiting.objects.live().exists()
    client.post("/portal/incidents/board/coordination/", {"do": "leave"})
    assert not Coordination.objects.live().exists()


def test_the_board_says_nothing_when_nothing_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(minutes=1))
    incident, client = declare("Login slow"), signed_in(commander())
    first = client.get("/portal/incidents/board/part/")
    after = first.content.decode().partition("part/?after=")[2].partition('"')[0]

    quiet = client.get(f"/portal/incidents/board/part/?after={after}")
    add_entry(incident=incident, kind="note", body="News", by=None, at=NOON)
    news = client.get(f"/portal/incidents/board/part/?after={after}")

    assert (first.status_code, quiet.status_code, news.status_code) == (200, 204, 200)


def test_incidents_are_linked_by_hand() -> None:
    one, two = declare("One"), declare("Two")
    client = signed_in(make_user("Tom", "Responder"))
    where = f"/portal/incidents/{one.reference}/links/"

    assert client.post(where, {"kind": "related", "other": two.pk}).status_code == 302
    assert client.post(where, {"kind": "related", "other": one.pk}).status_code == 422
    link = IncidentLink.objects.get()
    assert client.post(f"{where}{link.pk}/removal/").status_code == 302
    assert not IncidentLink.objects.exists()
