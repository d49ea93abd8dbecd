"""The API's operations, for a page that people read."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings

from incidents.desk.api.api import api
from incidents.desk.api.door import ATTACHMENTS

# What stands for a value of a field in examples.
EXAMPLES: dict[str, Any] = {
    "title": "Half of card payments fail",
    "severity": "SEV1",
    "answers": {"users": "many", "revenue": "yes", "data": "no", "way_round": "none"},
    "body": "Pool at 100 of 100 connections.",
    "person": "tom@example.com",
    "reason": "It is worse than we thought.",
    "verified": "500 payments in a row passed.",
    "words": "Card payments work again.",
    "audiences": ["customers", "engineering"],
    "status": "About half of card payments fail.",
    "answer": "acknowledge",
    "role": "technical_lead",
    "into": "INC-41",
    "share": 50,
    "audience": "customers",
    "factor": 2,
}
MOST_FIELDS = 3
PLACES = {
    "{task}": "1",
    "{hypothesis}": "2",
    "{check}": "5",
    "{slug}": "checkout",
    "{reference}": "INC-42",
    "{seq}": "7",
    "{step}": "3",
    "{page_id}": "12",
    "{place}": "1",
    "{pin}": "4",
    "{advisor}": "6",
    "{briefing}": "9",
}


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    name: str
    words: str
    scope: str
    example: str


@dataclass
class Group:
    name: str
    operations: list[Operation] = field(default_factory=list)


@cache
def operations() -> list[Group]:
    """In the order they are registered in, by what they are about."""
    schema = api.get_openapi_schema()
    groups: dict[str, Group] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            group = groups.setdefault(operation["tags"][0], Group(operation["tags"][0]))
            group.operations.append(_operation(schema, path, method.upper(), operation))
    return list(groups.values())


def _operation(schema: Any, path: str, method: str, operation: Any) -> Operation:
    return Operation(
        method=method,
        path=path,
        name=operation["summary"],
        words=operation.get("description", ""),
        scope=operation["x-scope"],
        example=_curl(path, method, _body(schema, operation)),
    )


def _body(schema: Any, operation: Any) -> dict[str, Any]:
    """What must be said, and with it a little of what may be."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return {}
    named = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    shape = schema["components"]["schemas"][named]
    must = shape.get("required", [])
    may = [one for one in shape["properties"] if one in EXAMPLES and one not in must]
    chosen = [*must, *may][: max(len(must), MOST_FIELDS)]
    return {one: EXAMPLES.get(one, "…") for one in chosen}


def _curl(path: str, method: str, body: dict[str, Any]) -> str:
    for place, value in PLACES.items():
        path = path.replace(place, value)
    address = f"{settings.SITE_URL}{path}"
    lines = [f"curl {address}", '-H "Authorization: Bearer $ALLCLEAR_TOKEN"']
    if path.endswith(ATTACHMENTS) and method == "POST":
        lines.append('-H "Idempotency-Key: $(uuidgen)" -F files=@graph.png -F body="The pool"')
    elif method == "POST":
        lines.append('-H "Idempotency-Key: $(uuidgen)" -H "Content-Type: application/json"')
        lines.append(f"-d '{json.dumps(body, ensure_ascii=False)}'")
    return " \\\n  ".join(lines)
