"""What a severity demanded when an incident was declared."""

from dataclasses import asdict, dataclass, fields
from typing import Any


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

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "required_roles": list(self.required_roles)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Policy":
        known = {one.name for one in fields(cls)}
        facts = {name: value for name, value in stored.items() if name in known}
        return cls(**{**facts, "required_roles": tuple(stored["required_roles"])})

    @property
    def label(self) -> str:
        return f"SEV{self.level}"
