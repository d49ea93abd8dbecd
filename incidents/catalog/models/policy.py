"""What a severity demanded when an incident was declared."""

from dataclasses import asdict, dataclass, fields
from typing import Any

# When the watch after resolution asks, in minutes from it; the last one ends it.
WATCH_MINUTES = (15, 60, 240, 720, 1440)
CHANNEL_PATTERN = "{severity}-{service}-{time}"
_LISTED = ("required_roles", "watch_minutes")


@dataclass(frozen=True)
class Policy:
    """A frozen copy of a severity's policy. It travels on the incident as JSON, so that
    editing the severity never changes a running incident. Times are in the unit named."""

    level: int
    name: str
    response_scale: str
    acknowledge_minutes: int
    first_update_minutes: int
    cadence_minutes: dict[str, int]
    stabilise_minutes: int
    resolve_minutes: int
    paging: str
    automatic_commander: bool
    postmortem_required: bool
    postmortem_draft_hours: int
    postmortem_review_hours: int
    postmortem_publish_business_days: int
    action_days: int
    holding_update: bool
    required_roles: tuple[str, ...]
    # Younger than some running incidents, whose snapshots lack them.
    checkpoint_minutes: int = 5
    command_hours: int = 4
    watch_minutes: tuple[int, ...] = WATCH_MINUTES
    reopen_on_alert: bool = False
    channel_pattern: str = CHANNEL_PATTERN
    answer_minutes: int = 15
    permission_minutes: int = 10

    def as_json(self) -> dict[str, Any]:
        listed = {name: list(getattr(self, name)) for name in _LISTED}
        return {**asdict(self), **listed}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Policy":
        known = {one.name for one in fields(cls)}
        facts = {name: value for name, value in stored.items() if name in known}
        listed = {name: tuple(facts[name]) for name in _LISTED if name in facts}
        return cls(**{**facts, **listed})

    @property
    def label(self) -> str:
        return f"SEV{self.level}"
