"""Programs, and what they ask."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from portal.people.actions.issue_token import issue_token
from portal.people.groups import INCIDENT_COMMANDER
from portal.people.models import User
from portal.people.scopes import INCIDENTS
from tests.make_people import make_user
from tests.make_record import NOON


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]


class Program:
    """Holds a token and speaks JSON."""

    def __init__(self, owner: User, *scopes: str) -> None:
        self.owner = owner
        self.token, self.raw = issue_token(
            name="Bot",
            owner=owner,
            scopes=scopes or [one.name for one in INCIDENTS],
            by=owner,
            at=NOON,
        )
        self._client = Client(headers={"authorization": f"Bearer {self.raw}"})

    def get(self, path: str, **query: Any) -> Answer:
        return _read(self._client.get(f"/api/v1{path}", query))

    def post(
        self, path: str, asked: Any = None, /, *, key: str = "", version: str = "", **fields: Any
    ) -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        if version:
            headers["If-Match"] = version
        said = json.dumps(fields if asked is None else asked)
        return _read(
            self._client.post(
                f"/api/v1{path}", said, content_type="application/json", headers=headers
            )
        )


def make_program(
    name: str = "Priya Shah", group: str = INCIDENT_COMMANDER, *scopes: str
) -> Program:
    return Program(make_user(name, group), *scopes)


def _read(answer: Any) -> Answer:
    body = json.loads(answer.content) if answer.content else None
    return Answer(answer.status_code, body, {k.lower(): v for k, v in answer.headers.items()})
