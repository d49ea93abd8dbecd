"""A panel: one part of the room, beside the timeline."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from incidents.record.models import Incident
from portal.people.models import User

Facts = Callable[[Incident, User, datetime], dict[str, Any]]


@dataclass(frozen=True)
class Panel:
    """What a panel is called, where its facts come from and which lines of the timeline make
    it look again. One that is not `at_once` is loaded after the room, as a part of its own."""

    name: str
    title: str
    facts: Facts
    kinds: tuple[str, ...] = ()
    at_once: bool = False

    @property
    def template(self) -> str:
        return f"incidents/command/panels/_{self.name}.html"

    @property
    def trigger(self) -> str:
        """When the part is asked for again: what the timeline's news are called in htmx."""
        return ", ".join(f"{news(kind)} from:body" for kind in self.kinds)

    def address(self, incident: Incident) -> str:
        return reverse("command:panel", args=[incident.reference, self.name])

    def shown(self, incident: Incident, viewer: User, *, at: datetime, **instead: Any) -> "Shown":
        """With `instead` in place of its own facts: a form that was refused, as typed."""
        address = self.address(incident)
        facts = {**self.facts(incident, viewer, at), **instead}
        return Shown(self, address, {"panel": self, "address": address, "now": at, **facts})


@dataclass(frozen=True)
class Shown:
    """A panel with what its template shows; without facts it is loaded after the room."""

    panel: Panel
    address: str
    facts: dict[str, Any] | None


def news(kind: str) -> str:
    """The event by which the timeline tells panels of a new line."""
    return f"news-{kind.replace('_', '-')}"
