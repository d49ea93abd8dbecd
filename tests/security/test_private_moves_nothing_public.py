"""Whatever happens in private incidents and drills, no public byte moves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings

from incidents import publishing
from incidents.command.actions.close_incident import NotYet, close_incident
from incidents.command.actions.dismiss_incident import dismiss_incident
from incidents.command.actions.merge_incidents import CannotMerge, merge_incidents
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.actions.resolve_incident import (
    NobodyTold,
    NotVerified,
    resolve_incident,
)
from incidents.comms.words import CannotTell
from incidents.learning.actions.add_action import add_action
from incidents.learning.actions.open_postmortem import NobodyToOwnIt, open_postmortem
from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.change_level import SameLevel
from incidents.record.actions.record_impact import record_impact
from incidents.record.models import IllegalTransition, Incident, Role
from incidents.record.models.entry import EntryKind
from portal.clock.models import Timer
from statuspage.models import Page, StatusChange
from statuspage.snapshot import publishing as snapshot
from tests import make_comms, make_statuspage
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_record import NOON, make_service
from tests.make_statuspage import read_everything

REFUSALS = (
    CannotMerge, CannotPage, CannotTell, IllegalTransition, NobodyToOwnIt, NobodyTold,
    NotVerified, NotYet, SameLevel, publishing.NotForCustomers,
)  # fmt: skip
STILL = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)


def public_bytes() -> dict[str, bytes]:
    """Everything published, made anew at a moment that does not pass."""
    snapshot.publish_site(anyway=True)
    return read_everything(Path(django_settings.PUBLIC_DIR))


class Private(RuleBasedStateMachine):
    """People work in what outsiders must not know of."""

    hidden = Bundle("hidden")

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.minutes = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def a_page_with_news(self) -> None:
        self.ana = make_user("Ana Ruiz", "Responder")
        component = make_statuspage.make_component("Cards")
        self.service = make_service("Payments API", components=[component.public_id])
        told = declare("Card payments fail", services=[self.service], by=self.ana)
        make_comms.make_update(told, "customers", by=self.ana)
        make_statuspage.make_subscriber("customer@example.com")
        self.published = public_bytes()
        self.revision = Page.objects.the_page().revision
        self.changes = StatusChange.objects.count()
        self.promised = self.page_timers()

    def page_timers(self) -> set[int]:
        return set(
            Timer.objects.filter(kind__startswith="statuspage.").values_list("pk", flat=True)
        )

    def at(self) -> datetime:
        self.minutes += 7
        return NOON + timedelta(minutes=self.minutes)

    def attempt(self, act: Callable[..., object], **facts: Any) -> None:
        """A refusal moves nothing either."""
        try:
            with transaction.atomic():
                act(by=self.ana, at=self.at(), **facts)
        except REFUSALS:
            return

    @rule(target=hidden, level=st.integers(0, 3), drill=st.booleans())
    def declare_it(self, level: int, drill: bool) -> Incident:
        how: dict[str, Any] = {"kind": "drill"} if drill else {"private": True}
        return declare(
            "Leaked keys", level=level, services=[self.service], by=self.ana, at=self.at(), **how
        )

    @rule(one=hidden, kind=st.sampled_from([EntryKind.NOTE, EntryKind.DECISION]))
    def write(self, one: Incident, kind: str) -> None:
        self.attempt(add_entry, incident=one, kind=kind, body="We know who it was.")

    @rule(one=hidden, slug=st.sampled_from(["customers", "engineering", "executives"]))
    def tell(self, one: Incident, slug: str) -> None:
        def act(**facts: Any) -> object:
            return make_comms.make_update(one, slug, **facts)

        self.attempt(act)

    @rule(one=hidden, level=st.integers(0, 3))
    def classify(self, one: Incident, level: int) -> None:
        self.attempt(reclassify_incident, incident=one, level=level, reason="Worse than thought")

    @rule(one=hidden)
    def work(self, one: Incident) -> None:
        self.attempt(assign_role, incident=one, role=Role.COMMANDER, person=self.ana)
        self.attempt(page_person, incident=one, person=self.ana, reason="Knows it")
        self.attempt(record_impact, incident=one, customers_affected=7)

    @rule(one=hidden)
    def resolve(self, one: Incident) -> None:
        one.refresh_from_db()
        self.attempt(
            resolve_incident, incident=one, verified="Graphs are flat.", words="Over.",
            version=one.version,
        )  # fmt: skip

    @rule(one=hidden)
    def end(self, one: Incident) -> None:
        self.attempt(close_incident, incident=one, reason="All done")
        self.attempt(dismiss_incident, incident=one, reason="A false alarm")

    @rule(one=hidden)
    def come_back(self, one: Incident) -> None:
        self.attempt(reopen_incident, incident=one, reason="It is back")

    @rule(one=hidden, other=hidden)
    def merge(self, one: Incident, other: Incident) -> None:
        self.attempt(merge_incidents, incident=one, into=other)

    @rule(one=hidden)
    def merge_into_what_is_told(self, one: Incident) -> None:
        told = Incident.objects.exclude(notice_id="").get()
        self.attempt(merge_incidents, incident=one, into=told)

    @rule(one=hidden)
    def learn(self, one: Incident) -> None:
        self.attempt(open_postmortem, incident=one)
        self.attempt(add_action, incident=one, text="Rotate the keys", owner=self.ana)

    @invariant()
    def no_public_byte_moved(self) -> None:
        if not hasattr(self, "published"):
            return
        assert Page.objects.the_page().revision == self.revision
        assert StatusChange.objects.count() == self.changes
        assert self.page_timers() == self.promised
        assert public_bytes() == self.published


def test_no_public_byte_moves(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"
    monkeypatch.setattr(snapshot, "database_now", lambda: STILL)

    run_state_machine_as_test(Private, settings=EXAMPLES)


EXAMPLES = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
