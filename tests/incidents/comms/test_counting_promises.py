"""Kept, late and missed are counted honestly, whatever is said when."""

import os
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incidents.comms.actions.plan_promises import plan_promises
from incidents.comms.actions.release_promises import release_promises
from incidents.comms.actions.replan_promises import replan_promises
from incidents.comms.actions.say_no_change import say_no_change
from incidents.comms.actions.stretch_cadence import CannotStretch, stretch_cadence
from incidents.comms.history import counted, lanes
from incidents.comms.models import Promise, Wording, tally
from incidents.comms.words import NothingToSend
from incidents.record.actions.change_level import SameLevel, change_level
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, Role
from portal.clock.models import Timer
from portal.people.models import User
from statuspage.models import Notice
from tests.make_comms import (
    after,
    audience,
    give_role,
    make_promised,
    make_update,
    pass_time,
    promise_to,
)
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

SEARCHED = 40 if os.environ.get("FAULTS") == "whole" else 5
AUDIENCES = ("customers", "executives", "support")
steps = st.one_of(
    st.tuples(
        st.just("say"), st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=3, unique=True)
    ),
    st.tuples(st.just("no change"), st.none()),
    st.tuples(st.just("silence"), st.none()),
    st.tuples(st.just("level"), st.integers(0, 3)),
    st.tuples(st.just("stretch"), st.sampled_from(AUDIENCES)),
    st.tuples(st.just("end and again"), st.none()),
)
weeks = st.lists(
    st.tuples(steps, st.sampled_from([0, 1, 4, 9, 10, 14, 15, 16, 30, 31, 65, 130])),
    min_size=1,
    max_size=7,
)


@settings(
    max_examples=SEARCHED,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(week=weeks)
@example(week=[(("level", 3), 15), (("level", 1), 14), (("say", ["support"]), 65)])
def test_every_promise_ends_and_none_is_lost(week: list[tuple[tuple[str, object], int]]) -> None:
    at, lead = NOON, make_user("Mei", "Manager")
    incident = make_promised(level=1)
    give_role(incident, Role.COMMANDER, lead)
    incidents = [incident]
    for (verb, what), gap in week:
        incident = _do(incident, verb, what, by=lead, at=at)
        if incident not in incidents:
            incidents.append(incident)
        _at_most_one_open(incident)
        _the_incident_knows_what_is_due(incident)
        at += timedelta(minutes=gap)
        pass_time(until=at)
    _end(incident, at=at)

    promises = Promise.objects.filter(incident__in=incidents)
    assert set(promises.values_list("state", flat=True)) <= {"kept", "late", "missed", "released"}
    for promise in promises.select_related("update", "held_by", "audience"):
        assert promise.state in _judged(promise), promise.__dict__
    assert not Timer.objects.filter(kind__startswith="comms.", state__in=["set", "parked"]).exists()


def _do(incident: Incident, verb: str, what: object, *, by: User, at: datetime) -> Incident:
    try:
        if verb == "say" and isinstance(what, list):
            make_update(incident, *what, by=by, at=at)
        elif verb == "no change":
            say_no_change(incident=incident, key=f"{at}", by=by, at=at)
        elif verb == "level" and isinstance(what, int):
            change_level(incident=incident, level=what, reason="Looks so.", by=by, at=at)
            replan_promises(incident=incident, by=by, at=at)
        elif verb == "stretch":
            stretch_cadence(
                incident=incident, audience=audience(str(what)), factor=1.5, reason="Long.",
                by=by, at=at,
            )  # fmt: skip
        elif verb == "end and again":
            _end(incident, at=at)
            incident = make_incident(level=1, at=at)
            plan_promises(incident=incident, by=by, at=at)
            give_role(incident, Role.COMMANDER, by)
    except (NothingToSend, SameLevel, CannotStretch):
        pass
    return incident


def _end(incident: Incident, *, at: datetime) -> None:
    move_incident(incident=incident, to="monitoring", by=None, at=at)
    release_promises(incident=incident, by=None, at=at)


def _at_most_one_open(incident: Incident) -> None:
    owed = Promise.objects.unsettled().for_incident(incident)
    counts = Counter(owed.values_list("audience__slug", flat=True))
    assert all(count == 1 for count in counts.values())
    assert {"customers", "support"} <= set(counts)


def _the_incident_knows_what_is_due(incident: Incident) -> None:
    soonest = Promise.objects.unsettled().for_incident(incident).soonest_first()[0]
    stored = Incident.objects.values_list("next_update_due_at", flat=True).get(pk=incident.pk)
    assert stored == soonest.due_at


def _judged(promise: Promise) -> set[str]:
    """The verdict again, from the words that were sent and nothing that was stored of it. A
    machine that spoke when it was missed already changes nothing; of one instant either is so."""
    said = (
        Wording.objects.of(promise.incident)
        .filter(
            audience=promise.audience,
            update__at__gte=promise.made_at,
            update__at__lte=promise.settled_at,
        )
        .exclude(update__in=_before(promise))
        .order_by("update__number")
    )
    first, told = said.first(), promise.managers_told_at
    if first is None:
        return {"missed" if told else "released"}
    spoke = first.update
    if spoke.automatic and spoke.at == told:
        return {"missed", "late"}
    if told and not (spoke.automatic and spoke.at < told):
        return {"missed"}
    return {"late" if spoke.automatic or spoke.at > promise.due_at else "kept"}


def _before(promise: Promise) -> list[int]:
    """The updates that answered earlier promises: the one that made this is among them."""
    earlier = Promise.objects.filter(
        incident=promise.incident, audience=promise.audience, pk__lt=promise.pk
    )
    answered = {pk for pair in earlier.values_list("update", "held_by") for pk in pair if pk}
    return [pk for pk in answered if pk not in (promise.update_id, promise.held_by_id)]


def test_the_tally_counts_a_machine_as_late() -> None:
    make_user("Elena", "Manager")
    incident = make_promised(level=1)
    make_update(incident, "customers", "executives", "support", at=after(1))
    make_update(incident, "executives", at=after(15))
    make_update(incident, "support", at=after(20))
    pass_time(until=after(33))
    make_update(incident, "customers", at=after(34))
    make_update(incident, "executives", at=after(34))

    promises = list(Promise.objects.for_incident(incident))

    assert tally(promises) == {"kept": 7, "late": 2}
    assert counted(promises) == "7 kept, 2 late"


def test_the_tally_counts_a_miss_that_nobody_has_answered_yet() -> None:
    incident = make_promised(level=3)
    pass_time(until=after(15))

    promises = list(Promise.objects.for_incident(incident))

    assert {one.state for one in promises} == {"open"}
    assert counted(promises) == "2 missed"


def test_the_page_and_the_portal_count_alike() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", at=after(1))
    make_update(incident, "customers", at=after(20))
    pass_time(until=after(51), page=True)
    make_update(incident, "customers", at=after(60))

    promises = Promise.objects.for_incident(incident).filter(audience__slug="customers")

    counts = tally(promises)
    notice = Notice.objects.get()
    first_word = 1  # promised to customers before there was a notice to show it
    assert (notice.promises_kept, notice.promises_late) == (
        counts["kept"] - first_word,
        counts["late"],
    )


@pytest.mark.parametrize(
    ("minute", "words"),
    [(8, "2 min early"), (10, "on time"), (10.2, "1 min late"), (13, "3 min late")],
)
def test_the_history_says_by_how_much(minute: float, words: str) -> None:
    incident = make_promised(level=1)
    Promise.objects.exclude(audience__slug="support").delete()
    make_update(incident, "support", at=after(minute))

    lane = lanes(list(Promise.objects.select_related("audience")), now=after(20))[0]

    assert lane.lines[0].words == words
    assert lane.lines[0].when == "12:10 UTC"
    assert [line.x for line in lane.lines] == sorted(line.x for line in lane.lines)


def test_a_promise_cannot_be_called_kept_against_the_facts() -> None:
    incident = make_promised(level=1)
    promise = promise_to("support", incident)
    update = make_update(incident, "executives", at=after(20))
    wrong = [
        {"state": "kept", "settled_at": after(5)},
        {"state": "kept", "update": update, "settled_at": after(20)},
        {"state": "late", "update": update, "settled_at": after(5)},
        {"state": "missed", "settled_at": after(20)},
        {"state": "released", "update": update, "settled_at": after(20)},
        {"state": "open", "settled_at": after(20)},
    ]

    for facts in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Promise.objects.filter(pk=promise.pk).update(**facts)


def test_an_audience_is_promised_one_thing_at_a_time() -> None:
    incident = make_promised(level=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.create(
            incident=incident, audience=audience(), made_at=NOON, due_at=after(3)
        )
