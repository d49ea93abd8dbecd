"""Reading and acting by program: how an operation is registered."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from ninja.responses import NinjaJSONEncoder

from incidents.desk.actions.answer_once import answer_once
from incidents.desk.api.door import FILES, carry
from incidents.desk.api.keys import Token, person, token_in
from incidents.desk.api.problem import Refused
from incidents.desk.api.shapes import Problem
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import incident_for

View = Callable[..., Any]
READ = "record.view_incidents"
CREATED, DONE = 201, 200
MAY_REFUSE_READING = (400, 401, 403, 404, 422, 429, 503)
MAY_REFUSE_ACTING = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_TAG = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')
_HEADERS: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "maxLength": 200, "pattern": "^[!-~]+$"},
            "description": "The same key with the same request changes something once; it is "
            "kept for a day.",
        }
    ]
}
_VERSION: dict[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "pattern": '^(W/)?"?[0-9]{1,9}"?$'},
    "description": "The incident's version: 409 with the changes when somebody was quicker.",
}


def reads(
    router: Router, path: str, answer: Any, *, scope: str = "read", permission: str = READ
) -> Callable[[View], View]:
    """Answer GET."""
    responses: dict[Any, Any] = {DONE: answer, **dict.fromkeys(MAY_REFUSE_READING, Problem)}

    def register(view: View) -> View:
        @wraps(view)
        def read(request: HttpRequest, **values: Any) -> Any:
            return _tagged(request, view(request, **values))

        auth, extra = Token(scope, permission), {"x-scope": scope}
        router.get(path, response=responses, auth=auth, openapi_extra=extra)(read)
        return view

    return register


def acts(
    router: Router, path: str, answer: Any, *, scope: str, permission: str, status: int = CREATED
) -> Callable[[View], View]:
    """Answer POST: in one transaction, which a refusal undoes; with an Idempotency-Key once,
    with If-Match only while nobody changed the incident."""

    def register(view: View) -> View:
        @wraps(view)
        def act(request: HttpRequest, **values: Any) -> Status[Any]:
            return _act(request, view, values, status)

        of_incident = "{reference}" in path
        headers = [*_HEADERS["parameters"], *([_VERSION] if of_incident else [])]
        responses: dict[Any, Any] = {status: answer, **dict.fromkeys(MAY_REFUSE_ACTING, Problem)}
        extra = {"parameters": headers, "x-scope": scope}
        auth = Token(scope, permission)
        router.post(path, response=responses, auth=auth, openapi_extra=extra)(act)
        return view

    return register


def _act(request: HttpRequest, view: View, values: dict[str, Any], status: int) -> Status[Any]:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        with transaction.atomic():
            return Status(status, _tagged(request, _guarded(request, view, values)))
    if not _KEY.fullmatch(key):
        raise Refused(422, "invalid", "Idempotency-Key holds 1 to 200 visible characters of ASCII.")
    status, answer, again = answer_once(
        token=token_in(request),
        key=key,
        digest=_digest(request),
        act=lambda: (status, _plain(_guarded(request, view, values))),
        at=timezone.now(),
    )
    if again:
        _still_sees(request, values, answer)
        carry(request, "Idempotency-Replayed", "true")
    return Status(status, _tagged(request, answer))


def _tagged(request: HttpRequest, answer: Any) -> Any:
    """An incident's version stands in a header too."""
    if isinstance(answer, dict) and "version" in answer:
        carry(request, "ETag", f'"{answer["version"]}"')
    return answer


def _guarded(request: HttpRequest, view: View, values: dict[str, Any]) -> Any:
    """What the view answers, if the incident still is as the program knows it."""
    version, reference = request.headers.get("If-Match"), values.get("reference")
    if version is not None and reference is not None:
        tag = _TAG.fullmatch(version.strip())
        if tag is None:
            raise Refused(422, "invalid", 'If-Match is a version, like "7".')
        incident = incident_for(person(request), reference)
        lock_incident(incident=incident, version=int(tag[1]))
    return view(request, **values)


def _still_sees(request: HttpRequest, values: dict[str, Any], answer: Any) -> None:
    """What was answered before is answered again only while the incident is theirs to see."""
    reference = values.get("reference") or answer.get("reference")
    if reference is not None:
        incident_for(person(request), str(reference))


def _plain(answer: Any) -> Any:
    """The answer as JSON has it."""
    return json.loads(json.dumps(answer, cls=NinjaJSONEncoder))


def _digest(request: HttpRequest) -> str:
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != FILES:
        asked.update(request.body)
        return asked.hexdigest()
    for name, value in sorted(request.POST.items()):
        asked.update(f"{name}={value}\n".encode())
    for file in (one for name in sorted(request.FILES) for one in request.FILES.getlist(name)):
        asked.update(f"{file.name}\n".encode() + file.read())
        file.seek(0)
    return asked.hexdigest()
