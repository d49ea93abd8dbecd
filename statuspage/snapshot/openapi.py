"""The public JSON described in OpenAPI 3.1, for those who make clients from it."""

import json
from typing import Any

from django.conf import settings

from statuspage.models import ComponentStatus, Impact
from statuspage.models.notice import OF_MAINTENANCE, NoticeStatus
from statuspage.snapshot.documents import Document

_Schema = dict[str, Any]

_TEXT: _Schema = {"type": "string"}
_FLAG: _Schema = {"type": "boolean"}
_ID: _Schema = {"type": "string", "pattern": "^[a-z0-9]{12}$"}
_URL: _Schema = {"type": "string", "format": "uri"}
_TIME: _Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
}
_NOTHING: _Schema = {"type": "null"}
_INCIDENT_STATES = [str(one) for one in NoticeStatus if one not in OF_MAINTENANCE]


def openapi_document() -> Document:
    described = json.dumps(describe()).encode()
    return Document("/api/v2/openapi.json", described, "application/json; charset=utf-8")


def describe() -> _Schema:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Status page",
            "version": "2",
            "description": "What the status page says, in the shapes of Statuspage's version 2.",
        },
        "servers": [{"url": f"{settings.SITE_URL}/api/v2"}],
        "paths": {f"/{name}.json": _path(name, keys) for name, keys in ANSWERS.items()},
        "components": {"schemas": SCHEMAS},
    }


def _path(name: str, keys: tuple[str, ...]) -> _Schema:
    answer = _object({key: PARTS[key] for key in keys})
    return {
        "get": {
            "operationId": name.replace("/", "_").replace("-", "_"),
            "summary": f"Read {name.replace('/', ', ').replace('-', ' ')}",
            "responses": {
                "200": {
                    "description": "As published.",
                    "content": {"application/json": {"schema": answer}},
                },
                "304": {"description": "As the entity tag says, it has not changed."},
            },
        }
    }


def _object(properties: _Schema) -> _Schema:
    """All keys are always there, and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(values: list[str]) -> _Schema:
    return {"type": "string", "enum": values}


def _or_nothing(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, _NOTHING]}


def _list_of(name: str) -> _Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


_COMPONENT_STATUS = _one_of([str(one) for one in ComponentStatus])
_IMPACT = _one_of([str(one) for one in Impact])

_COMPONENT: _Schema = {
    "id": _ID,
    "name": _TEXT,
    "status": _COMPONENT_STATUS,
    "created_at": _TIME,
    "updated_at": _TIME,
    "position": {"type": "integer"},
    "description": _or_nothing(_TEXT),
    "showcase": _FLAG,
    "start_date": _or_nothing({"type": "string", "format": "date"}),
    "group_id": _or_nothing(_ID),
    "page_id": _ID,
    "group": _FLAG,
    "only_show_if_degraded": _FLAG,
}
_LEAF = {**_COMPONENT, "group": {"const": False}}
_GROUP = {
    **_COMPONENT,
    "group": {"const": True},
    "components": {"type": "array", "items": _ID, "minItems": 1},
}


def _notice(states: list[str]) -> _Schema:
    return {
        "id": _ID,
        "name": _TEXT,
        "status": _one_of(states),
        "created_at": _TIME,
        "updated_at": _TIME,
        "monitoring_at": _or_nothing(_TIME),
        "resolved_at": _or_nothing(_TIME),
        "impact": _IMPACT,
        "shortlink": _URL,
        "started_at": _TIME,
        "page_id": _ID,
        "incident_updates": _list_of("Update"),
        "components": _list_of("Leaf"),
        "reminder_intervals": _NOTHING,
    }


SCHEMAS: dict[str, _Schema] = {
    "Page": _object(
        {"id": _ID, "name": _TEXT, "url": _URL, "time_zone": _TEXT, "updated_at": _TIME}
    ),
    "Status": _object({"indicator": _IMPACT, "description": _TEXT}),
    "Leaf": _object(_LEAF),
    "Group": _object(_GROUP),
    "Update": _object(
        {
            "id": _ID,
            "status": _one_of([str(one) for one in NoticeStatus]),
            "body": _TEXT,
            "incident_id": _ID,
            "created_at": _TIME,
            "updated_at": _TIME,
            "display_at": _TIME,
            "affected_components": _or_nothing(_list_of("Affected")),
            "deliver_notifications": _FLAG,
            "custom_tweet": _NOTHING,
            "tweet_id": _NOTHING,
        }
    ),
    "Affected": _object(
        {
            "code": _ID,
            "name": _TEXT,
            "old_status": _COMPONENT_STATUS,
            "new_status": _COMPONENT_STATUS,
        }
    ),
    "Incident": _object(_notice(_INCIDENT_STATES)),
    "Maintenance": _object(
        {
            **_notice([str(one) for one in OF_MAINTENANCE]),
            "scheduled_for": _TIME,
            "scheduled_until": _TIME,
        }
    ),
}
PARTS: dict[str, _Schema] = {
    "page": {"$ref": "#/components/schemas/Page"},
    "status": {"$ref": "#/components/schemas/Status"},
    "components": {
        "type": "array",
        "items": {
            "oneOf": [
                {"$ref": "#/components/schemas/Leaf"},
                {"$ref": "#/components/schemas/Group"},
            ]
        },
    },
    "incidents": _list_of("Incident"),
    "scheduled_maintenances": _list_of("Maintenance"),
}
# The keys of each answer, in their order.
ANSWERS: dict[str, tuple[str, ...]] = {
    "summary": ("page", "components", "incidents", "scheduled_maintenances", "status"),
    "status": ("page", "status"),
    "components": ("page", "components"),
    "incidents": ("page", "incidents"),
    "incidents/unresolved": ("page", "incidents"),
    "scheduled-maintenances": ("page", "scheduled_maintenances"),
    "scheduled-maintenances/upcoming": ("page", "scheduled_maintenances"),
    "scheduled-maintenances/active": ("page", "scheduled_maintenances"),
}
