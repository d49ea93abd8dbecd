"""The rules, folded into shifts: the same as the rules, and what has been stays."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from incidents.oncall.actions.build_shifts import AHEAD, BUILD, build_shifts
from incidents.oncall.actions.cancel_override import cancel_override
from incidents.oncall.actions.end_absence import end_absence
from incidents.oncall.actions.override_duty import (
    AlreadyOverridden,
    CannotOverride,
    override_duty,
)
from incidents.oncall.actions.record_absence import record_absence
from incidents.oncall.models import (
    DutyKind,
    Override,
    Rotation,
    RotationMember,
    Shift,
)
from incidents.oncall.paging.ladders import on_call_now
from incidents.oncall.schedule.duties import on_call, planned
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.groups import INCIDENT_COMMANDER, RESPONDER
from portal.people.models import AuditEntry, User
from portal.post.models import Delivery
from tests.make_oncall import make_layer, make_rotation, make_schedule
from tests.make_people import make_user
from tests.make_record import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def written(rotation: Rotation) -> list[tuple[str, datetime, datetime]]:
    rows = rotation.shifts.in_order().with_people()
    return [(str(one.person), one.starts_at, one.ends_at) for one in rows]


def by_rules(rotation: Rotation) -> list[tuple[str, datetime, datetime]]:
    first, last = rotation.shifts.in_order().first(), rotation.shifts.in_order().last()
    assert first is not None
    assert last is not None
    pieces = planned(Rotation.objects.get(pk=rotation.pk), first.starts_at, last.ends_at)
    return [(str(one.person), one.starts_at, one.ends_at) for one in pieces]


def take(rotation: Rotation, person: User | None, **facts: Any) -> Override:
    asked = {"starts_at": NOON + HOUR, "ends_at": NOON + 3 * HOUR, "reason": "", "at": NOON}
    return override_duty(**{"rotation": rotation, "person": person, "by": person, **asked, **facts})


def test_it_says_what_the_rules_say_for_eight_weeks() -> None:
    rotation = make_rotation(make_user("Ana"), make_user("Ben"), length_days=1)
    make_layer(
        rotation, make_user("Cleo"), covered_from=time(22), covered_until=time(6),
        time_zone="Europe/Berlin",
    )  # fmt: skip

    build_shifts(rotation=rotation, at=NOON)

    assert written(rotation) == by_rules(rotation)
    assert rotation.shifts.at(NOON).exists()
    assert rotation.shifts.at(NOON + AHEAD).exists()


def test_building_again_changes_nothing() -> None:
    rotation = make_schedule(make_user(), make_user())
    before = list(Shift.objects.order_by("pk").values())

    build_shifts(rotation=rotation, at=NOON + HOUR)

    assert list(Shift.objects.order_by("pk").values()) == before


def test_the_night_adds_a_turn_and_keeps_the_others() -> None:
    rotation = make_schedule(make_user(), make_user())
    before = set(rotation.shifts.values_list("pk", "edition"))

    build_shifts(rotation=rotation, at=NOON + 7 * DAY)

    assert before < set(rotation.shifts.values_list("pk", "edition"))
    assert rotation.shifts.count() == len(before) + 1


def test_what_has_been_is_never_rewritten() -> None:
    ana, ben = make_user("Ana"), make_user("Ben")
    rotation = make_schedule(ana, length_days=1)
    later = NOON + 3 * DAY
    RotationMember.objects.filter(rotation=rotation).update(person=ben)

    build_shifts(rotation=rotation, at=later)

    assert {one.person for one in rotation.shifts.filter(ends_at__lte=later)} == {ana}
    assert {one.person for one in rotation.shifts.filter(starts_at__gte=later)} == {ben}
    assert rotation.shifts.filter(ends_at=later).get().person == ana


def test_the_database_refuses_two_at_one_instant() -> None:
    rotation = make_schedule(make_user())
    shift = rotation.shifts.at(NOON).get()
    double = {"starts_at": NOON, "ends_at": NOON + HOUR, "kind": "turn", "edition": 1}

    Shift.objects.create(rotation=rotation, person=shift.person, written_at=NOON, **double)

    with pytest.raises(IntegrityError, match="rotation_has_one_shift"):
        connection.check_constraints()


def test_who_is_called_comes_from_what_is_written() -> None:
    ana = make_user("Ana")
    rotation = make_schedule(ana)
    written_there = rotation.shifts.at(NOON).get()
    Shift.objects.filter(pk=written_there.pk).update(kind=DutyKind.OVERRIDE)

    duty = on_call(rotation, at=NOON)

    assert (duty.person, duty.override) == (ana, True)


def test_who_is_called_never_waits_for_a_builder() -> None:
    ana = make_user("Ana")
    rotation = make_rotation(ana)

    assert on_call(rotation, at=NOON).person == ana
    assert [one.person for one in on_call_now(at=NOON)] == [ana]


def test_somebody_who_left_is_not_called_whatever_is_written() -> None:
    ana, ben = make_user("Ana"), make_user("Ben")
    rotation = make_schedule(ana, ben)
    duty = on_call(rotation, at=NOON).person
    assert duty is not None
    User.objects.filter(pk=duty.pk).update(is_active=False)

    assert (
        on_call(Rotation.objects.get(pk=rotation.pk), at=NOON).person == ({ana, ben} - {duty}).pop()
    )


def test_asking_for_all_duties_costs_two_queries() -> None:
    for _ in range(5):
        make_schedule(make_user(), make_user())

    with CaptureQueriesContext(connection) as asked:
        found = on_call_now(at=NOON)
        assert all(str(one.person) for one in found)

    assert (len(found), len(asked)) == (5, 2)


def test_however_many_are_not_written_their_rules_are_read_together() -> None:
    costs = []
    for many in (1, 5):
        for _ in range(many):
            make_rotation(make_user())
        with CaptureQueriesContext(connection) as asked:
            found = on_call_now(at=NOON)
        costs.append(len(asked))
        assert all(one.person for one in found)

    assert costs[0] == costs[1]


def test_it_builds_again_every_night() -> None:
    rotation = make_schedule(make_user(), make_user())
    last = rotation.shifts.in_order().last()
    assert last is not None

    clock.ring_due(at=NOON + 8 * DAY)

    assert rotation.shifts.filter(starts_at=last.ends_at).exists()
    assert Timer.objects.live().filter(kind=BUILD, about_pk=str(rotation.pk)).exists()


def test_an_override_stands_for_its_time_and_says_for_whom() -> None:
    ana, cleo = make_user("Ana"), make_user("Cleo", RESPONDER)
    rotation = make_schedule(ana)

    take(rotation, cleo)

    duty = on_call(rotation, at=NOON + 2 * HOUR)
    assert (duty.person, duty.stands_for, duty.override) == (cleo, ana, True)
    assert on_call(rotation, at=NOON + 3 * HOUR).person == ana
    assert written(rotation) == by_rules(rotation)
    assert AuditEntry.objects.filter(verb="overrode", by=cleo).exists()
    assert list(Delivery.objects.values_list("address", flat=True)) == [ana.email]


def test_only_who_manages_rotations_places_others() -> None:
    ana, cleo = make_user("Ana"), make_user("Cleo", RESPONDER)
    rotation = make_schedule(ana)

    with pytest.raises(CannotOverride, match="swap"):
        take(rotation, ana, by=cleo)

    assert not Override.objects.exists()
    take(rotation, cleo, by=make_user("Priya", INCIDENT_COMMANDER))


def test_nobody_needed_is_said_by_a_commander() -> None:
    rotation = make_schedule(make_user("Ana"))

    take(rotation, None, by=make_user("Priya", INCIDENT_COMMANDER))

    duty = on_call(rotation, at=NOON + 2 * HOUR)
    assert (duty.person, duty.missing) == (None, "Nobody needed")


def test_two_overrides_do_not_stand_at_once() -> None:
    rotation = make_schedule(make_user())
    take(rotation, make_user("Cleo"))

    with pytest.raises(AlreadyOverridden, match="Cleo stands there already"):
        take(rotation, make_user("Dan"))


def test_an_override_ended_while_it_runs_keeps_what_was() -> None:
    ana, cleo = make_user("Ana"), make_user("Cleo")
    rotation = make_schedule(ana)
    override = take(rotation, cleo)

    cancel_override(override=override, by=cleo, at=NOON + 2 * HOUR)

    assert on_call(rotation, at=NOON + HOUR).person == cleo
    assert on_call(rotation, at=NOON + 2 * HOUR).person == ana


def test_an_override_taken_back_before_it_began_leaves_no_trace_in_the_schedule() -> None:
    ana, cleo = make_user("Ana"), make_user("Cleo")
    rotation = make_schedule(ana)
    override = take(rotation, cleo)

    cancel_override(override=override, by=cleo, at=NOON + timedelta(minutes=5))

    assert {name for name, _, _ in written(rotation)} == {"Ana"}


def test_being_away_makes_a_gap_that_ends_with_it() -> None:
    ana = make_user("Ana")
    rotation = make_schedule(ana)

    absence = record_absence(
        person=ana, starts_at=NOON + HOUR, ends_at=NOON + 5 * HOUR, note="", by=ana, at=NOON
    )

    gap = rotation.shifts.gaps().get()
    assert (gap.starts_at, gap.ends_at, gap.stands_for) == (NOON + HOUR, NOON + 5 * HOUR, ana)
    end_absence(absence=absence, by=ana, at=NOON)
    assert not rotation.shifts.gaps().exists()


def test_the_backup_takes_it_where_somebody_is_away() -> None:
    ana, ben, dan = make_user("Ana"), make_user("Ben"), make_user("Dan")
    behind = make_schedule(dan)
    rotation = make_schedule(ana, backup="rotation", backup_rotation=behind)
    order = make_schedule(ana, ben, backup="next")

    for person in (ana, ben):
        record_absence(
            person=person, starts_at=NOON, ends_at=NOON + HOUR, note="", by=person, at=NOON
        )
        if person == ana:
            duty = on_call(order, at=NOON)
            assert (duty.person, duty.person == ana) == (ben, False)

    assert (on_call(rotation, at=NOON).person, on_call(rotation, at=NOON).kind) == (dan, "backup")
    assert on_call(order, at=NOON).kind == "gap"


def test_who_is_away_is_not_placed() -> None:
    cleo = make_user("Cleo")
    rotation = make_schedule(make_user())
    record_absence(person=cleo, starts_at=NOON, ends_at=NOON + DAY, note="", by=cleo, at=NOON)

    with pytest.raises(CannotOverride, match="Cleo is away"):
        take(rotation, cleo)


def test_a_change_of_the_backup_is_seen_by_those_it_stands_behind() -> None:
    ana, dan, eve = make_user("Ana"), make_user("Dan"), make_user("Eve")
    behind = make_schedule(dan)
    rotation = make_schedule(ana, backup="rotation", backup_rotation=behind)
    record_absence(person=ana, starts_at=NOON, ends_at=NOON + DAY, note="", by=ana, at=NOON)

    take(behind, eve)

    assert on_call(rotation, at=NOON + 2 * HOUR).person == eve
