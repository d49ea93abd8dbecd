"""A week of incidents as chance makes it, with a ledger of what was done in it."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from incidents.command.actions.dismiss_incident import dismiss_incident
from incidents.command.actions.merge_incidents import CannotMerge, merge_incidents
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.actions.resolve_incident import resolve_incident
from incidents.comms.actions.post_update import post_update
from incidents.comms.actions.say_no_change import say_no_change
from incidents.comms.actions.stretch_cadence import CannotStretch, stretch_cadence
from incidents.comms.models import Audience, Update
from incidents.comms.words import CannotTell, Words
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.change_level import SameLevel
from incidents.record.models import Incident, Role
from incidents.record.models.states import IllegalTransition
from portal.people.models import User
from tests.make_command import declare
from tests.make_comms import pass_time
from tests.make_record import NOON

WEEK = timedelta(days=7)
REFUSED = (CannotTell, CannotMerge, CannotStretch, SameLevel, IllegalTransition)


class Week:
    """Incidents begin at any minute; each is then written to in time, late or never,
    classified anew, stretched, merged, dismissed, resolved and opened again."""

    def __init__(self, seed: int, *, commander: User) -> None:
        self.chance = random.Random(seed)
        self.commander = commander
        self.incidents: list[Incident] = []
        self.done: Counter[str] = Counter()
        self.words_to: Counter[str] = Counter()
        self._agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers = count(1)

    def live(self, incidents: int) -> datetime:
        """The end of the week, with every timer rung that was due by then."""
        for _ in range(incidents):
            self._at(NOON + self._minutes(0, 6 * 24 * 60), self._begin)
        while self._agenda:
            at, _, act = heappop(self._agenda)
            pass_time(until=at)
            act(at)
        ends = NOON + WEEK
        pass_time(until=ends)
        return ends

    def _at(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heappush(self._agenda, (at, next(self._numbers), act))

    def _minutes(self, least: int, most: int) -> timedelta:
        return timedelta(seconds=self.chance.randint(least * 60, most * 60))

    def _begin(self, at: datetime) -> None:
        kind = self.chance.choices(["incident", "drill", "near_miss"], [8, 1, 1])[0]
        incident = declare(
            f"Trouble {len(self.incidents) + 1}",
            level=self.chance.randint(0, 3),
            kind=kind,
            private=self.chance.random() < 0.15,
            by=self.commander,
            at=at,
        )
        assign_role(incident=incident, role=Role.COMMANDER, person=self.commander, by=None, at=at)
        self.incidents.append(incident)
        self._count("private" if incident.private else kind)
        if self.chance.random() < 0.3:
            long = at + timedelta(minutes=125)
            self._at(long, lambda then: self._try(self._stretch, incident, then))
            self._at(long + self._minutes(1, 90), lambda then: self._continue(incident, then))
        pace = self.chance.choice([8, 25, 70])
        for _ in range(self.chance.randint(0, 5)):
            at += self._minutes(1, pace)
            self._at(at, lambda then: self._continue(incident, then))
        self._at(at + self._minutes(5, 120), lambda then: self._end(incident, then))

    def _continue(self, incident: Incident, at: datetime) -> None:
        self._try(
            self.chance.choices(
                [self._write, self._no_change, self._reclassify, self._stretch, self._merge],
                [6, 2, 2, 2, 0.5],
            )[0],
            incident,
            at,
        )

    def _end(self, incident: Incident, at: datetime) -> None:
        ending = self.chance.choices([self._resolve, self._dismiss], [8, 1])[0]
        self._try(ending, incident, at)
        if self.chance.random() < 0.3:
            back = at + self._minutes(5, 60)
            self._at(back, lambda then: self._try(self._reopen, incident, then))
            again = back + self._minutes(20, 90)
            self._at(again, lambda then: self._try(self._resolve, incident, then))

    def _try(
        self, act: Callable[[Incident, datetime], None], incident: Incident, at: datetime
    ) -> None:
        incident.refresh_from_db()
        name = act.__name__.lstrip("_")
        try:
            act(incident, at)
        except REFUSED:
            self._count(f"{name} refused")
        else:
            self._count(name)

    def _count(self, what: str) -> None:
        self.done[what] += 1

    def _said(self, update: Update) -> None:
        self.words_to.update(one.audience.slug for one in update.wordings.all())

    def _write(self, incident: Incident, at: datetime) -> None:
        told = list(Audience.objects.for_incident(incident))
        chosen = self.chance.sample(told, self.chance.randint(1, len(told)))
        before = incident.updates.count()
        update = post_update(
            incident=incident,
            stage="update",
            wordings=[Words(one, f"Word {before + 1}.") for one in chosen],
            key=f"week:{next(self._numbers)}",
            by=self.commander,
            at=at,
            title="Something fails",
        )
        self._said(update)

    def _no_change(self, incident: Incident, at: datetime) -> None:
        key = f"week:{next(self._numbers)}"
        self._said(say_no_change(incident=incident, key=key, by=self.commander, at=at))

    def _reclassify(self, incident: Incident, at: datetime) -> None:
        level = self.chance.randint(0, 3)
        reclassify_incident(
            incident=incident, level=level, reason="We know more", by=self.commander, at=at
        )

    def _stretch(self, incident: Incident, at: datetime) -> None:
        stretch_cadence(
            incident=incident,
            audience=self.chance.choice(list(Audience.objects.for_incident(incident))),
            factor=2,
            reason="Nothing changes by the minute",
            by=self.commander,
            at=at,
        )

    def _merge(self, incident: Incident, at: datetime) -> None:
        others = [one for one in Incident.objects.open() if one.pk != incident.pk]
        if others:
            into = self.chance.choice(others)
            merge_incidents(incident=incident, into=into, by=self.commander, at=at)

    def _dismiss(self, incident: Incident, at: datetime) -> None:
        dismiss_incident(incident=incident, reason="Nothing was wrong", by=None, at=at)

    def _resolve(self, incident: Incident, at: datetime) -> None:
        resolve_incident(
            incident=incident,
            verified="Payments go through.",
            words="Solved.",
            by=self.commander,
            at=at,
            title="Something failed",
        )
        newest = incident.updates.filter(at=at, stage="resolution").first()
        if newest is not None:
            self._said(newest)

    def _reopen(self, incident: Incident, at: datetime) -> None:
        reopen_incident(incident=incident, reason="It is back", by=self.commander, at=at)
