"""What a source says, whoever it is: alerts, changes, or that it is there."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class Unreadable(ValueError):
    """The body is not what this source sends; the text says where."""


@dataclass(frozen=True)
class FiredAlert:
    """One alert as its source tells it.

    Most sources tell when an alert began and ended. Of one that tells moments only
    (`is_moment`), `starts_at` is when it spoke; `status` may be `acknowledged` too, which
    `acknowledged_by` did. `group_key` is that of its notification.
    """

    fingerprint: str
    status: str
    labels: dict[str, str]
    annotations: dict[str, str]
    starts_at: datetime
    ends_at: datetime | None
    generator_url: str
    is_moment: bool = False
    acknowledged_by: str = ""
    group_key: str = ""

    @property
    def title(self) -> str:
        name = self.annotations.get("summary") or self.labels.get("alertname") or "Alert"
        return name[:200]


@dataclass(frozen=True)
class Notification:
    """Alerts that belong together. A test opens nothing and stores no alert."""

    group_key: str
    alerts: list[FiredAlert]
    is_test: bool = False


@dataclass(frozen=True)
class ChangeSeen:
    """How a change stands, as its source says at `said_at`; the newest word counts."""

    external_id: str
    title: str
    state: str
    said_at: datetime
    happened_at: datetime
    kind: str = "deployment"
    service: str = ""
    version: str = ""
    url: str = ""
    by_name: str = ""
    environment: str = "production"


@dataclass(frozen=True)
class ChangesSeen:
    changes: list[ChangeSeen]
    is_test: bool = False


@dataclass(frozen=True)
class Greeting:
    """A sign of life and nothing more: a ping, an installation, a kind of event of no use."""

    what: str


@dataclass(frozen=True)
class ConfirmationAsked:
    """A topic wants its subscription confirmed at an address, which nobody visits unasked."""

    topic: str
    address: str


Reading = Notification | ChangesSeen | Greeting | ConfirmationAsked


@dataclass(frozen=True)
class Arrived:
    """One body within its bounds, and what came with it.

    `said`: the headers that its format keeps, by lower-case name; `at`: when it came;
    `mapping`: which field means what, for bodies that have no fixed shape.
    """

    body: dict[str, Any]
    at: datetime
    said: dict[str, str] = field(default_factory=dict)
    mapping: dict[str, Any] = field(default_factory=dict)
