"""What signed webhooks say, for the API's description."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from incidents.record.models import EventType

HEADERS = {
    "webhook-id": "The event's id, the same for every attempt and every replay.",
    "webhook-timestamp": "When this attempt was made, in seconds since 1970.",
    "webhook-signature": "Signatures by the Standard Webhooks scheme, v1,<base64>, by spaces.",
}
WORDS = {
    EventType.STATE_CHANGED: "Any change of state that has no event of its own. "
    "facts: from, to, reason.",
    EventType.RESOLVED: "facts: from, to, reason.",
    EventType.REOPENED: "facts: from, to, reason.",
    EventType.CLOSED: "facts: from, to, reason.",
    EventType.MERGED: "facts: from, to, reason, into (the reference it goes on as).",
    EventType.DECLARED: "facts: source.",
    EventType.ACKNOWLEDGED: "The first person paged said that they come. facts: person, via.",
    EventType.SEVERITY_CHANGED: "facts: from, to, reason.",
    EventType.ROLE_ASSIGNED: "facts: role, person.",
    EventType.DECISION_MADE: "text is the decision.",
    EventType.UPDATE_SENT: "facts: number, stage, automatic, audiences, next_update_by.",
    EventType.PAGE_SENT: "facts: page, person, reason.",
    EventType.PAGE_ANSWERED: "facts: page, person, answer (acknowledged or declined), via.",
    EventType.PROMISE_MISSED: "facts: audiences, promised_for.",
    EventType.ESCALATION_EXHAUSTED: "Everyone on the ladder was paged and nobody answered.",
}


class EventIncident(Schema):
    """The incident as it stood when the event happened. Of a private one title is null and
    services are empty."""

    reference: str
    url: str
    title: str | None
    severity: Literal["SEV0", "SEV1", "SEV2", "SEV3"]
    state: str
    kind: Literal["incident", "near_miss", "drill"]
    drill: bool
    private: bool
    services: list[str]
    declared_at: datetime


class EventData(Schema):
    incident: EventIncident
    text: str | None = Field(description="The line on the timeline; null of a private incident.")
    by: str | None = Field(description="Who; null of a private incident.")
    facts: dict[str, Any] = Field(description="What belongs to this kind of event.")


class WebhookEvent(Schema):
    id: str = Field(pattern="^evt_[0-9a-f]{32}$")
    type: Literal[tuple(EventType.values)]  # type: ignore[valid-type]
    version: Literal[1]
    timestamp: datetime
    sequence: int = Field(ge=1, description="Counts all events of the incident from 1; sort by it.")
    data: EventData


def described() -> tuple[dict[str, Any], dict[str, Any]]:
    """The description's `webhooks`, and the shapes that they name."""
    whole = WebhookEvent.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes = {**whole.pop("$defs"), WebhookEvent.__name__: whole}
    return {str(kind): _operation(kind) for kind in EventType}, shapes


def _operation(kind: EventType) -> dict[str, Any]:
    shape = {
        "allOf": [
            {"$ref": f"#/components/schemas/{WebhookEvent.__name__}"},
            {"properties": {"type": {"const": str(kind)}}},
        ]
    }
    parameters = [
        {"name": name, "in": "header", "required": True, "description": words,
         "schema": {"type": "string"}}
        for name, words in HEADERS.items()
    ]  # fmt: skip
    return {
        "post": {
            "summary": str(kind.label),
            "description": WORDS[kind],
            "operationId": "on_" + str(kind).replace(".", "_"),
            "tags": ["webhooks"],
            "parameters": parameters,
            "requestBody": {"required": True, "content": {"application/json": {"schema": shape}}},
            "responses": {
                "2XX": {"description": "Taken."},
                "410": {"description": "It is over: the endpoint is paused."},
            },
        }
    }
