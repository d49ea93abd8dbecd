"""Every verb of an incident refuses whoever advises it."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from incidents.command.actions.invite_advisor import invite_advisor
from incidents.command.models import Coordination
from incidents.comms.actions.post_update import post_update
from incidents.comms.models import Audience, BriefingLink, ScheduledUpdate
from incidents.comms.words import Words
from incidents.mitigation.models import Check
from incidents.record.models import (
    Advisor,
    AdvisorsOnlyRead,
    Change,
    Hypothesis,
    Incident,
    IncidentLink,
    PinnedLink,
    Task,
)
from portal.people.models import User
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_tasks import make_task
from tests.security.world import World, make_world

MINUTE = timedelta(minutes=1)
AREAS = ("record", "command", "comms", "mitigation")
Asked = dict[str, Any]
REASON = {"reason": "It is so"}


def after_a_word(world: World) -> Incident:
    post_update(
        incident=world.incident, stage="update", wordings=told(world), key="first", by=None, at=NOON
    )
    return world.incident


def nobody_decides(world: World) -> Incident:
    Coordination.objects.live().update(ended_at=NOON)
    return world.incident


def running(world: World) -> Task:
    return make_task(world.incident, "Watch the pool")


def of(model: Any, world: World) -> Any:
    return model.objects.filter(incident=world.incident).latest("pk")


def told(world: World) -> list[Words]:
    return [Words(Audience.objects.get(slug="engineering"), "We look.", "None", "Looking")]


HERE: dict[str, Asked] = {
    "record.add_entry": {"kind": "note", "body": "The pool is full"},
    "record.add_hypothesis": {"text": "The pool"},
    "record.add_task": {"text": "Look at the pool"},
    "record.add_task_line": {"line": "Look at the pool"},
    "record.change_level": {"level": 0, **REASON},
    "record.change_privacy": {"private": True, **REASON},
    "record.leave_role": {"role": "scribe"},
    "record.move_incident": {"to": "verifying"},
    "record.pin_link": {"url": "https://dash.example.com/b", "label": "Graph"},
    "record.record_impact": {"customers_affected": 4},
    "record.record_signal": {"source": "users", "says": "down", "words": "It fails"},
    "record.set_bridge": {"url": "https://meet.example.com/b"},
    "command.dismiss_incident": REASON,
    "command.go_on": {},
    "command.name_services": {"services": []},
    "command.put_fix_in_place": {"tell": False},
    "command.reclassify_incident": {"level": 0, **REASON},
    "comms.issue_briefing": {"name": "B", "good_for": MINUTE, "shows_private": False},
    "mitigation.accept_recovery": {"verified": "Orders pay"},
    "mitigation.add_check": {
        "kind": "user", "name": "Orders", "how": "Pay", "baseline": "1", "target": "2",
    },
    "mitigation.see_users": {"observed": "Orders pay"},
}  # fmt: skip
WITH: dict[str, Callable[[World], Asked]] = {
    "record.add_evidence": lambda w: {
        "hypothesis": of(Hypothesis, w), "side": "for", "text": "Full",
    },
    "record.assign_task": lambda w: {"task": running(w), "assignee": w.person},
    "record.assign_role": lambda w: {
        "incident": w.incident, "role": "commander", "person": w.person,
    },
    "record.attach_notice": lambda w: {"incident": w.incident, "notice_id": "abc"},
    "record.change_members": lambda w: {"incident": w.incident, "person": w.person, "sees": True},
    "record.correct_entry": lambda w: {"entry": w.incident.entries.get(seq=1), "body": "Not so"},
    "record.drop_task": lambda w: {"task": running(w), **REASON},
    "record.finish_task": lambda w: {"task": running(w), "result": "Found"},
    "record.judge_change": lambda w: {
        "incident": w.incident, "change": Change.objects.latest("pk"), "verdict": "cause",
    },
    "record.judge_hypothesis": lambda w: {
        "hypothesis": of(Hypothesis, w), "state": "ruled_out", **REASON,
    },
    "record.link_incidents": lambda w: {
        "incident": w.incident, "other": w.action.incident, "kind": "duplicate",
    },
    "record.record_change": lambda w: {
        "incident": w.incident, "title": "api", "source": "by hand", "happened_at": NOON,
    },
    "record.report_on_task": lambda w: {"task": running(w), "found": "Nothing"},
    "record.unlink_incidents": lambda w: {
        "link": IncidentLink.objects.of(w.incident).latest("pk"),
    },
    "record.unpin_link": lambda w: {"link": of(PinnedLink, w)},
    "command.hand_over_role": lambda w: {
        "incident": w.incident, "role": "commander", "person": w.person,
    },
    "command.invite_advisor": lambda w: {
        "incident": w.incident, "person": make_user("Ida", "Responder"), "minutes": 5,
    },
    "command.end_advice": lambda w: {"advisor": Advisor.objects.earliest("pk")},
    "command.let_wait": lambda w: {"incident": nobody_decides(w), "behind": None, **REASON},
    "command.merge_incidents": lambda w: {"incident": w.incident, "into": declare("Slow")},
    "command.resolve_incident": lambda w: {
        "incident": w.incident, "verified": "Orders pay", "words": "It works again.",
    },
    "command.tick_step": lambda w: {"incident": w.incident, "step": w.step},
    "command.step_down": lambda w: {"incident": w.incident, "role": "scribe"},
    "comms.brief_support": lambda w: {
        "incident": w.incident, "talking_points": "A", "workaround": "B", "not_to_say": "C",
    },
    "comms.cancel_scheduled": lambda w: {"scheduled": of(ScheduledUpdate, w)},
    "comms.post_update": lambda w: {
        "incident": w.incident, "stage": "update", "wordings": told(w), "key": "a",
    },
    "comms.report_from_support": lambda w: {
        "incident": w.incident, "says": "down", "tickets": 4,
    },
    "comms.revoke_briefing": lambda w: {"link": BriefingLink.objects.latest("pk")},
    "comms.say_no_change": lambda w: {"incident": after_a_word(w), "key": "b"},
    "comms.schedule_update": lambda w: {
        "incident": w.incident, "stage": "update", "situation": "investigating",
        "wordings": told(w), "due_at": NOON + 30 * MINUTE,
    },
    "comms.send_scheduled": lambda w: {"scheduled": of(ScheduledUpdate, w)},
    "mitigation.observe_check": lambda w: {
        "check": of(Check, w), "observed": "Fine", "passed": True,
    },
    "mitigation.waive_check": lambda w: {"check": of(Check, w), **REASON},
}  # fmt: skip
# What an action of an incident is asked about.
OF_AN_INCIDENT = {
    "incident", "task", "hypothesis", "check", "link", "entry", "scheduled", "advisor",
    "assignment",
}  # fmt: skip
# What is no verb of a person in a running incident, or a part of one above.
ELSEWHERE = {
    "record": {"admit_person", "carry_work", "read_handover", "refuse_advisor"},
    "command": {
        "answer_check_in", "ask_senior", "begin_watch", "close_incident",
        "end_watch", "furnish_war_room", "notice_recurrence",
        "owe_documentation", "put_away", "reopen_incident", "take_watch",
        "untick_step", "use_guide",
    },
    "comms": {
        "carry_promises", "keep_draft", "plan_promises", "release_promises", "replan_promises",
        "stretch_cadence",
    },
    "mitigation": {"plan_checks", "reopen_checks"},
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return make_world()


def action(name: str) -> Callable[..., object]:
    area, verb = name.split(".")
    found: Callable[..., object] = getattr(import_module(f"incidents.{area}.actions.{verb}"), verb)
    return found


def asks(name: str) -> set[str]:
    """What the action of a module asks for; nothing where it is a part of others."""
    area, verb = name.split(".")
    found = getattr(import_module(f"incidents.{area}.actions.{verb}"), verb, None)
    return set(inspect.signature(found).parameters) if found else set()


def refused(verb: str, world: World, ada: User) -> bool:
    incident = world.incident
    asked = WITH[verb](world) if verb in WITH else {"incident": incident, **HERE[verb]}
    written = incident.entries.count()
    try:
        with transaction.atomic():
            action(verb)(**asked, by=ada, at=NOON + MINUTE)
    except AdvisorsOnlyRead:
        return incident.entries.count() == written
    return False


def test_no_verb_is_theirs(world: World) -> None:
    ada = make_user("Ada", "Manager")
    invite_advisor(incident=world.incident, person=ada, minutes=60, by=None, at=NOON)

    done = []
    for verb in (*HERE, *WITH):
        with transaction.atomic():
            if not refused(verb, world, ada):
                done.append(verb)
            transaction.set_rollback(True)

    assert done == []


def test_every_verb_stands_in_the_table() -> None:
    found = {
        f"{area}.{path.stem}"
        for area in AREAS
        for path in Path(settings.BASE_DIR, "incidents", area, "actions").glob("[a-z]*.py")
        if "by" in (asked := asks(f"{area}.{path.stem}")) and asked & OF_AN_INCIDENT
    }
    elsewhere = {f"{area}.{verb}" for area, verbs in ELSEWHERE.items() for verb in verbs}

    assert found == {*HERE, *WITH} | elsewhere
