"""JSON of any shape, read by a mapping: for each thing we know, where it stands.

A mapping names paths with dots, `alert.labels.0.name`; several are tried in turn where a list
is given. Words decide what is over: `{"over": ["ok", "resolved"]}`. There is no code in it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from incidents.alerts.formats.format import Format
from incidents.alerts.formats.reading import (
    LONGEST_GROUP,
    identity,
    text,
    texts,
    told_moment,
    web_address,
)
from incidents.alerts.formats.shapes import (
    Arrived,
    ChangeSeen,
    ChangesSeen,
    FiredAlert,
    Notification,
    Reading,
    Unreadable,
)
from incidents.alerts.kinds import Kind

LONGEST_PATH = 20
LONGEST_READ, LONGEST_ID = 4000, 200
ALERT: dict[str, Any] = {
    "key": ["dedup_key", "fingerprint", "id", "key", "alert_id"],
    "title": ["title", "summary", "message", "name", "alertname"],
    "status": ["status", "state", "event_action"],
    "over": ["resolved", "ok", "resolve", "closed", "recovered", "normal", "up"],
    "time": ["time", "timestamp", "date", "startsAt", "starts_at"],
    "severity": ["severity", "priority", "level"],
    "service": ["service", "source", "host"],
    "description": ["description", "details", "body", "text"],
    "url": ["url", "link", "href", "generatorURL"],
    "group": ["group", "group_key"],
    "labels": ["labels", "tags"],
}
CHANGE: dict[str, Any] = {
    "id": ["id", "deployment_id", "external_id"],
    "title": ["title", "summary", "message", "name", "app"],
    "status": ["status", "state", "phase"],
    "running": ["started", "running", "pending", "queued", "in_progress", "progressing"],
    "failed": ["failed", "failure", "error", "degraded", "canceled", "cancelled"],
    "time": ["time", "timestamp", "finished_at", "updated_at", "started_at"],
    "happened": ["happened_at", "started_at", "created_at"],
    "service": ["service", "app", "application", "source"],
    "version": ["version", "revision", "sha", "commit", "ref"],
    "url": ["url", "link", "href"],
    "by": ["by", "user", "author"],
    "environment": ["environment", "env", "namespace"],
    "kind": ["kind"],
}
WORDS = frozenset({"over", "running", "failed"})
KINDS = frozenset({"deployment", "configuration", "flag", "migration", "infrastructure"})


class BadMapping(ValueError):
    """The mapping cannot be used; the text says which line and why."""


def defaults(kind: str) -> dict[str, Any]:
    return CHANGE if kind == Kind.CHANGES else ALERT


def check_mapping(kind: str, mapping: Any) -> dict[str, list[str]]:
    """A mapping as lists of text. Raises BadMapping."""
    if not isinstance(mapping, dict):
        raise BadMapping("The mapping must be an object: names on the left, paths on the right.")
    known = defaults(kind)
    found: dict[str, list[str]] = {}
    for name, paths in mapping.items():
        if name not in known:
            raise BadMapping(f"{name!r} is not known here. Known are {', '.join(known)}.")
        one_or_more = paths if isinstance(paths, list) else [paths]
        if not all(isinstance(one, str) and 0 < len(one) <= 200 for one in one_or_more):  # noqa: PLR2004
            raise BadMapping(f"{name!r} must be a path like alert.labels.name, or a list of them.")
        if len(one_or_more) > LONGEST_PATH or any(
            one.count(".") >= LONGEST_PATH for one in one_or_more
        ):
            raise BadMapping(f"{name!r} names more than {LONGEST_PATH} paths or steps.")
        found[name] = one_or_more
    return found


def at_path(body: Any, path: str) -> Any:
    """What stands at `a.b.0.c`; None where nothing does. A name with dots in it wins."""
    if isinstance(body, dict) and path in body:
        return body[path]
    here = body
    for step in path.split(".")[:LONGEST_PATH]:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and step.isdecimal() and len(step) < 5:  # noqa: PLR2004
            here = here[int(step)] if int(step) < len(here) else None
        else:
            return None
    return here


class Fields:
    """Values of a body by the names of the mapping, its defaults where it says nothing."""

    def __init__(self, arrived: Arrived, known: dict[str, Any]) -> None:
        self.body, self.known, self.mapping = arrived.body, known, arrived.mapping

    def _paths(self, name: str) -> Iterable[str]:
        paths = self.mapping.get(name) or self.known[name]
        return [paths] if isinstance(paths, str) else [one for one in paths if isinstance(one, str)]

    def value(self, name: str) -> Any:
        for path in self._paths(name):
            found = at_path(self.body, path)
            if found not in (None, ""):
                return found
        return None

    def text(self, name: str, most: int = 400) -> str:
        return text(self.value(name), most).strip()

    def says(self, name: str, words: str) -> bool:
        """Whether the value is one of the words of another line."""
        said = self.text(name).lower()
        return bool(said) and said in {one.lower() for one in self._paths(words)}

    def moment(self, name: str) -> datetime | None:
        value = self.value(name)
        return None if isinstance(value, dict | list) else told_moment(value)


def read_alert(arrived: Arrived) -> Reading:
    fields = Fields(arrived, ALERT)
    title = fields.text("title", 400)
    key = identity(fields.text("key", LONGEST_READ) or title)
    if not key:
        raise Unreadable("Neither a key nor a title was found: see the mapping of fields.")
    at = min(fields.moment("time") or arrived.at, arrived.at)
    over = fields.says("status", "over")
    labels = _labels(fields)
    description = fields.text("description", 4000)
    fired = FiredAlert(
        fingerprint=key,
        status="resolved" if over else "firing",
        labels=labels,
        annotations={
            "summary": title or key,
            **({"description": description} if description else {}),
        },
        starts_at=at,
        ends_at=at if over else None,
        generator_url=web_address(fields.value("url")),
        is_moment=True,
    )
    return Notification(identity(fields.text("group", LONGEST_READ), LONGEST_GROUP) or key, [fired])


def _labels(fields: Fields) -> dict[str, str]:
    found = fields.value("labels")
    labels = texts(found, "labels") if isinstance(found, dict) else {}
    for one in found[:50] if isinstance(found, list) else []:
        name, _, value = text(one, 400).partition(":")
        labels.setdefault(name.strip()[:200], value.strip())
    for name in ("severity", "service"):
        if fields.text(name):
            labels[name] = fields.text(name)
    return {name: value for name, value in labels.items() if name}


def timed(arrived: Arrived, reading: Reading) -> str:
    """A body that tells its own time is the same when its bytes are."""
    known = CHANGE if isinstance(reading, ChangesSeen) else ALERT
    return "bytes" if Fields(arrived, known).moment("time") else ""


def read_change(arrived: Arrived) -> Reading:
    fields = Fields(arrived, CHANGE)
    title, version = fields.text("title", 200), fields.text("version", 120)
    known_as = identity(fields.text("id", LONGEST_READ), LONGEST_ID)
    if not title and not known_as:
        raise Unreadable("Neither an id nor a title was found: see the mapping of fields.")
    said_at = min(fields.moment("time") or arrived.at, arrived.at)
    kind = fields.text("kind").lower()
    seen = ChangeSeen(
        external_id=known_as or ":".join(filter(None, (title, version)))[:200],
        title=title or known_as,
        state=_state(fields),
        said_at=said_at,
        happened_at=min(fields.moment("happened") or said_at, said_at),
        kind=kind if kind in KINDS else "deployment",
        service=fields.text("service", 80),
        version=version,
        url=web_address(fields.value("url")),
        by_name=fields.text("by", 160),
        environment=fields.text("environment", 40) or "production",
    )
    return ChangesSeen([seen])


def _state(fields: Fields) -> str:
    if fields.says("status", "failed"):
        return "failed"
    return "started" if fields.says("status", "running") else "finished"


JSON = Format(Kind.JSON, "in/json/", read_alert, tell_apart=timed)
CHANGES = Format(Kind.CHANGES, "in/changes/", read_change, tell_apart=timed)
