"""What the API answers."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from incidents.comms.models import Situation, Stage
from incidents.comms.models.promise import PromiseState
from incidents.oncall.models import PageState
from incidents.record.models import Kind, Role, State
from incidents.record.models.entry import EntryKind
from incidents.record.models.impact import DataAtRisk


class FieldProblem(Schema):
    field: str
    detail: str


class Problem(Schema):
    """RFC 9457; `changes` say what others did meanwhile."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = Field(default_factory=list)
    changes: list[str] = Field(default_factory=list)


class PersonShape(Schema):
    name: str
    email: str


class TokenShape(Schema):
    name: str
    scopes: list[str]
    owner: PersonShape
    expires_at: datetime | None


class RoleShape(Schema):
    role: Role
    name: str
    person: PersonShape | None
    required: bool
    since: datetime | None


class ImpactShape(Schema):
    at: datetime
    by: PersonShape | None
    customers_affected: int | None
    share: int | None
    revenue_per_hour: int | None
    data_at_risk: DataAtRisk
    support_tickets: int | None
    regions: str
    note: str
    measured: bool


class IncidentShape(Schema):
    reference: str
    title: str
    kind: Kind
    state: State
    severity: str
    level: int
    private: bool
    source: str
    declared_by: PersonShape | None
    declared_at: datetime
    started_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    next_update_due_at: datetime | None
    merged_into: str | None
    services: list[str]
    roles: list[RoleShape]
    impact: ImpactShape | None
    channel_name: str
    bridge_url: str
    ticket_ref: str
    entries: int
    version: int
    url: str
    notice_url: str | None


class IncidentList(Schema):
    incidents: list[IncidentShape]
    next_cursor: str | None


class EntryShape(Schema):
    seq: int
    kind: EntryKind
    body: str
    by: str
    occurred_at: datetime
    recorded_at: datetime
    corrects: int | None
    reference: str


class EntryList(Schema):
    entries: list[EntryShape]
    newest: int


class StepShape(Schema):
    step: int
    phase: str
    text: str
    detail: str
    from_minute: int
    to_minute: int
    done_by: str | None
    done_at: datetime | None


class WordsShape(Schema):
    audience: str
    status: str
    impact: str
    action: str
    next_update_at: datetime | None


class UpdateShape(Schema):
    reference: str
    number: int
    stage: Stage
    situation: Situation
    automatic: bool
    by: str | None
    at: datetime
    title: str
    words: list[WordsShape]


class PreviewShape(Schema):
    audience: str
    subject: str
    text: str


class RemarkShape(Schema):
    field: str
    word: str
    detail: str


class PromiseShape(Schema):
    audience: str
    made_at: datetime
    due_at: datetime
    state: PromiseState
    settled_at: datetime | None


class PageShape(Schema):
    id: int
    reference: str
    person: PersonShape
    reason: str
    state: PageState
    asked_at: datetime
    answered_at: datetime | None
    declined_because: str
    calls: int
    to_command: bool


class DutyShape(Schema):
    rotation: str
    person: PersonShape | None
    starts_at: datetime
    ends_at: datetime
    override: bool
    kind: str
    stands_for: PersonShape | None
    layer: str


class RotationShape(Schema):
    name: str
    team: str | None
    time_zone: str
    handover_time: str
    rhythm: str
    commands: bool
    people: list[PersonShape]


class OverrideShape(Schema):
    id: int
    rotation: str
    person: PersonShape | None
    starts_at: datetime
    ends_at: datetime
    reason: str
    cancelled_at: datetime | None


class ServiceShape(Schema):
    slug: str
    name: str
    description: str
    team: str
    tier: int
    critical_path: bool
    dashboard_url: str
    runbook_url: str
    components: list[str]


class ComponentShape(Schema):
    id: str
    name: str
    group: str
    status: str


class AudienceShape(Schema):
    slug: str
    name: str
    public: bool


class SeverityShape(Schema):
    level: int
    severity: str
    name: str
    definition: str
    examples: str
    acknowledge_minutes: int
    first_update_minutes: int
