"""What a program may say of an incident, in Statuspage's fields."""

from ninja import Schema

from portal.programs.asked import Identifier, Moment, Text, Title
from statuspage.models import ComponentStatus, Impact, NoticeStatus


class IncidentFields(Schema):
    name: Title | None = None
    status: NoticeStatus | None = None
    impact_override: Impact | None = None
    body: Text | None = None
    components: dict[Identifier, ComponentStatus] | list[Identifier] | None = None
    component_ids: list[Identifier] | None = None
    deliver_notifications: bool = True
    scheduled_for: Moment | None = None
    scheduled_until: Moment | None = None
    scheduled_remind_prior: bool | None = None
    scheduled_auto_in_progress: bool | None = None
    scheduled_auto_completed: bool | None = None
    scheduled_auto_transition: bool | None = None
    backfilled: bool | None = None
    backfill_date: Moment | None = None

    @property
    def named(self) -> list[str]:
        """The components it speaks of, by id."""
        return [*(self.components or []), *(self.component_ids or [])]

    @property
    def begins_by_itself(self) -> bool | None:
        """By either of its two names."""
        if self.scheduled_auto_in_progress is not None:
            return self.scheduled_auto_in_progress
        return self.scheduled_auto_transition

    @property
    def states(self) -> dict[str, str]:
        """What it says of some of them."""
        said = self.components if isinstance(self.components, dict) else {}
        return {one: str(state) for one, state in said.items()}


class IncidentBody(Schema):
    incident: IncidentFields
