"""The one next step of an incident, and the buttons that do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from incidents.command.steps.situation import Situation
from portal.people.models import User


@dataclass(frozen=True)
class Button:
    """Leads to `url`, or does it at once by posting `post` there; only for those who may."""

    label: str
    url: str
    post: Mapping[str, str] = field(default_factory=dict)
    permission: str = "record.view_incidents"


@dataclass(frozen=True)
class Step:
    title: str
    detail: str = ""
    actions: tuple[Button, ...] = ()

    def seen_by(self, viewer: User | None) -> "Step":
        """With the buttons that this person may press."""
        if viewer is None:
            return self
        pressed = tuple(one for one in self.actions if viewer.has_perm(one.permission))
        return replace(self, actions=pressed)


# A rule looks at the situation and says what is due, or nothing.
Rule = Callable[[Situation], Step | None]
