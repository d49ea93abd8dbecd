"""What the manage API answers, in Statuspage's fields."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, WithJsonSchema

from statuspage.models import ComponentStatus, Impact, NoticeStatus

Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]


class Error(Schema):
    error: str | list[str]


# What every address may answer instead.
REFUSALS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 413, 422, 429), Error)


class PageShape(Schema):
    id: str
    created_at: Time
    updated_at: Time
    name: str
    page_description: str | None
    domain: str | None
    url: str
    support_url: str | None
    time_zone: str


class ComponentShape(Schema):
    id: str
    page_id: str
    group_id: str | None
    created_at: Time
    updated_at: Time
    group: bool
    name: str
    description: str | None
    position: int
    status: ComponentStatus
    showcase: bool
    only_show_if_degraded: bool
    automation_email: str | None
    start_date: Day | None


class GroupShape(Schema):
    id: str
    page_id: str
    name: str
    description: str | None
    components: list[str]
    position: int
    created_at: Time
    updated_at: Time


class UpdateShape(Schema):
    id: str
    incident_id: str
    status: NoticeStatus
    body: str
    created_at: Time
    updated_at: Time
    display_at: Time
    affected_components: list[dict[str, Any]] | None
    deliver_notifications: bool
    wants_twitter_update: bool
    twitter_updated_at: Time | None
    tweet_id: str | None
    custom_tweet: str | None


class IncidentShape(Schema):
    id: str
    page_id: str
    name: str
    status: NoticeStatus
    impact: Impact
    impact_override: Impact | None
    shortlink: str
    created_at: Time
    updated_at: Time
    started_at: Time
    monitoring_at: Time | None
    resolved_at: Time | None
    backfilled: bool
    incident_updates: list[UpdateShape]
    components: list[ComponentShape]
    metadata: dict[str, Any]
    reminder_intervals: str | None
    scheduled_for: Time | None
    scheduled_until: Time | None
    scheduled_remind_prior: bool
    scheduled_reminded_at: Time | None
    scheduled_auto_in_progress: bool
    scheduled_auto_completed: bool
    postmortem_body: str | None
    postmortem_body_last_updated_at: Time | None
    postmortem_ignored: bool
    postmortem_published_at: Time | None
    postmortem_notified_subscribers: bool
    postmortem_notified_twitter: bool


class PostmortemShape(Schema):
    preview_key: str | None
    body: str | None
    body_updated_at: Time | None
    body_draft: str | None
    body_draft_updated_at: Time | None
    published_at: Time | None
    notify_subscribers: bool
    notify_twitter: bool
    custom_tweet: str | None
    created_at: Time | None
    updated_at: Time | None


class TemplateShape(Schema):
    id: str
    components: list[ComponentShape]
    name: str
    title: str
    body: str
    group_id: str | None
    update_status: NoticeStatus
    should_tweet: bool
    should_send_notifications: bool


class SubscriberShape(Schema):
    id: str
    mode: str
    email: str | None
    endpoint: str | None
    state: str
    components: list[str]
    skip_confirmation_notification: bool
    created_at: Time
    quarantined_at: Time | None
    purge_at: Time | None


class CountByType(Schema):
    email: int = Field(ge=0)
    sms: int = Field(ge=0)
    webhook: int = Field(ge=0)
    integration_partner: int = Field(ge=0)
    slack: int = Field(ge=0)
    teams: int = Field(ge=0)


class CountByState(Schema):
    active: int = Field(ge=0)
    unconfirmed: int = Field(ge=0)
    quarantined: int = Field(ge=0)
    total: int = Field(ge=0)


class Histogram(Schema):
    email: CountByState
    sms: CountByState
    webhook: CountByState
    integration_partner: CountByState
    slack: CountByState
    teams: CountByState
