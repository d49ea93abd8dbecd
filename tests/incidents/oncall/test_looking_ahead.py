"""What will be missing is seen days before, and said once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from incidents.oncall.actions.ask_swap import ask_swap
from incidents.oncall.actions.record_absence import record_absence
from incidents.oncall.models import Rotation
from incidents.oncall.schedule.duties import on_call
from incidents.oncall.schedule.foresight import Finding, Found, look_ahead, who_could_take
from incidents.oncall.schedule.next_duty import duty_step
from portal.clock import clock
from portal.people.groups import MANAGER, RESPONDER
from portal.people.models import User
from portal.post.models import Message
from tests.make_oncall import make_schedule
from tests.make_people import make_user
from tests.make_record import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UTC = ZoneInfo("UTC")


def leave(person: User, *, hours: int = 6) -> None:
    start = NOON + 2 * DAY + 6 * HOUR
    record_absence(
        person=person, starts_at=start, ends_at=start + hours * HOUR, note="", by=person, at=NOON
    )


def found_of(kind: Finding) -> list[Found]:
    return [one for one in look_ahead(at=NOON) if one.finding == kind]


def payments(*people: User) -> tuple[Rotation, User]:
    """The rotation, and who has it when somebody leaves."""
    rotation = make_schedule(*people, name="Payments")
    person = on_call(rotation, at=NOON + 2 * DAY + 7 * HOUR).person
    assert person is not None
    return rotation, person


def test_a_gap_is_found_with_who_is_away() -> None:
    _, away = payments(make_user("Tom Alvarez"), make_user("Rafael Costa"))

    leave(away)

    gap = found_of(Finding.GAP)[0]
    assert (gap.sentence, gap.person) == ("Nobody is on call for Payments", away)
    assert gap.ends_at - gap.starts_at == 6 * HOUR


def test_a_gap_over_a_hand_over_is_one_gap_a_person() -> None:
    tom = make_user("Tom")
    make_schedule(tom, length_days=1)

    leave(tom, hours=60)

    assert len(found_of(Finding.GAP)) == 1


def test_those_who_could_take_it_are_neither_away_nor_refused() -> None:
    people = [make_user(name) for name in ("Tom", "Ana", "Rafael", "Mina")]
    rotation, away = payments(*people)
    others = [one for one in people if one != away]
    leave(away)
    leave(others[0])
    gap = found_of(Finding.GAP)[0]
    make_schedule(others[1])

    could = who_could_take(gap)

    assert could == [others[2], others[1]]
    assert rotation == gap.rotation


def test_the_next_step_offers_to_ask_and_to_take_it() -> None:
    tom, rafael = make_user("Tom Alvarez", RESPONDER), make_user("Rafael Costa", RESPONDER)
    rotation, away = payments(tom, rafael)
    other = ({tom, rafael} - {away}).pop()
    priya = make_user("Priya Nair", RESPONDER)
    leave(away)

    step = duty_step(priya, look_ahead(at=NOON), [], at=NOON, zone=UTC)

    assert step.title == "Nobody is on call for Payments on Sat 21 Nov, 18:00–24:00 UTC"
    assert step.detail.startswith(f"{away.get_short_name()} is away from 18:00")
    assert [one["label"] for one in step.actions] == [f"Ask {other}", "Take it myself"]
    gap = found_of(Finding.GAP)[0]
    swap = ask_swap(
        rotation=rotation, asked=other, starts_at=gap.starts_at, ends_at=gap.ends_at, note="",
        by=priya, at=NOON,
    )  # fmt: skip
    asked = duty_step(other, look_ahead(at=NOON), [swap], at=NOON, zone=UTC)
    assert [one["label"] for one in asked.actions] == ["Take it", "Decline"]


def test_somebody_on_twice_is_found() -> None:
    tom = make_user("Tom")
    make_schedule(tom, name="Payments")
    make_schedule(tom, name="Platform")

    assert [one.sentence for one in found_of(Finding.DOUBLE)] == [
        "Tom is on call for Payments and Platform at once"
    ]


def test_two_weeks_in_a_row_are_found() -> None:
    tom, ana = make_user("Tom"), make_user("Ana")
    rotation = make_schedule(tom, ana, name="Payments")
    assert found_of(Finding.LONG) == []
    away = next(one for one in (tom, ana) if one != on_call(rotation, at=NOON).person)
    rotation.backup = Rotation.Backup.NEXT
    rotation.save()
    record_absence(person=away, starts_at=NOON, ends_at=NOON + 20 * DAY, note="", by=away, at=NOON)

    assert [one.person for one in found_of(Finding.LONG)] != []


def test_a_rotation_of_one_is_found() -> None:
    make_schedule(make_user("Ana Ruiz"), name="Database")

    assert found_of(Finding.SINGLE)[0].sentence == "Database: only Ana Ruiz is in it"


def test_owners_and_managers_are_told_once() -> None:
    elena, owner = make_user("Elena", MANAGER), make_user("Olga")
    rotation, away = payments(make_user("Tom"), make_user("Ana"))
    rotation.owners.set([owner])
    leave(away)

    clock.ring_due(at=NOON + timedelta(minutes=10))
    clock.ring_due(at=NOON + DAY)

    told = Message.objects.filter(kind="oncall.ahead", subject__startswith="Nobody is on call")
    assert {one.deliveries.get().address for one in told} == {elena.email, owner.email}
    assert told.count() == 2
