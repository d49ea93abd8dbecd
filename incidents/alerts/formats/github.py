"""GitHub: deployments with their statuses; releases and the workflows that deploy.

Source: GitHub documentation, "Webhook events and payloads". The kind of event stands in the
header `X-GitHub-Event`.
"""

import re
from typing import Any
from urllib.parse import parse_qs

from incidents.alerts.formats.format import Answer, Format, Proof
from incidents.alerts.formats.reading import section, text, told_moment, web_address
from incidents.alerts.formats.shapes import (
    Arrived,
    ChangeSeen,
    ChangesSeen,
    Greeting,
    Reading,
    Unreadable,
)
from incidents.alerts.kinds import Kind

EVENT, DELIVERY = "x-github-event", "x-github-delivery"
STATES = {
    "success": "finished",
    "failure": "failed",
    "error": "failed",
    **dict.fromkeys(("queued", "pending", "in_progress", "waiting", "requested"), "started"),
}
# Of other workflows nobody wants to know during an incident.
DEPLOYS = re.compile(r"deploy|release|publish|rollout|ship", re.IGNORECASE)


def read(arrived: Arrived) -> Reading:
    event = arrived.said.get(EVENT, "") or _guessed(arrived.body)
    reader = {
        "deployment": _deployment,
        "deployment_status": _status,
        "workflow_run": _workflow,
        "release": _release,
    }.get(event)
    seen = reader(arrived) if reader is not None else None
    if seen is None:
        return Greeting(f"{event or 'event'} {text(arrived.body.get('action'), 40)}".strip())
    return ChangesSeen([seen])


def _guessed(body: dict[str, Any]) -> str:
    names = ("deployment_status", "deployment", "workflow_run", "release")
    return next((one for one in names if one in body), "ping")


def _part(arrived: Arrived, name: str) -> dict[str, Any]:
    found = section(arrived.body.get(name), f"`{name}`")
    if not text(found.get("id"), 40):
        raise Unreadable(f"`{name}.id` is missing.")
    return found


def _repository(arrived: Arrived) -> tuple[str, str]:
    """The full name and the last part of it."""
    found = arrived.body.get("repository")
    full = text(found.get("full_name"), 140) if isinstance(found, dict) else ""
    return full, full.rpartition("/")[2]


def _login(value: Any) -> str:
    return text(value.get("login"), 160) if isinstance(value, dict) else ""


def _deployment(arrived: Arrived) -> ChangeSeen:
    return _seen(arrived, _part(arrived, "deployment"), {})


def _status(arrived: Arrived) -> ChangeSeen | None:
    status = section(arrived.body.get("deployment_status"), "`deployment_status`")
    # A later deployment took its place: how this one ended stays true.
    if status.get("state") == "inactive":
        return None
    return _seen(arrived, _part(arrived, "deployment"), status)


def _seen(arrived: Arrived, deployment: dict[str, Any], status: dict[str, Any]) -> ChangeSeen:
    full, short = _repository(arrived)
    began = told_moment(deployment.get("created_at")) or arrived.at
    told = status.get("created_at") or status.get("updated_at")
    said_at = told_moment(told) or began
    environment = text(status.get("environment") or deployment.get("environment"), 40)
    what = text(deployment.get("description"), 120) or text(deployment.get("task"), 60) or "Deploy"
    return ChangeSeen(
        external_id=f"{full}#{text(deployment.get('id'), 40)}",
        title=f"{short}: {what}"[:200] if short else what,
        state=STATES.get(text(status.get("state"), 40), "started"),
        said_at=min(said_at, arrived.at),
        happened_at=min(began, said_at, arrived.at),
        service=short,
        version=text(deployment.get("ref"), 60) or text(deployment.get("sha"), 12),
        url=web_address(
            status.get("log_url") or status.get("target_url") or status.get("environment_url")
        ),
        by_name=_login(deployment.get("creator")) or _login(arrived.body.get("sender")),
        environment=environment or "production",
    )


def _workflow(arrived: Arrived) -> ChangeSeen | None:
    run = _part(arrived, "workflow_run")
    name = text(run.get("name"), 120) or text(run.get("path"), 120)
    repository = arrived.body.get("repository")
    main = text(repository.get("default_branch"), 200) if isinstance(repository, dict) else ""
    if not DEPLOYS.search(name) or run.get("head_branch") not in (main, None):
        return None
    full, short = _repository(arrived)
    began = told_moment(run.get("run_started_at") or run.get("created_at"))
    said_at = min(told_moment(run.get("updated_at")) or arrived.at, arrived.at)
    over = {"success": "finished", "skipped": "finished", "neutral": "finished"}
    conclusion = text(run.get("conclusion"), 40)
    return ChangeSeen(
        external_id=f"{full}/run#{text(run.get('id'), 40)}",
        title=f"{short}: {name}"[:200],
        state=over.get(conclusion, "failed") if conclusion else "started",
        said_at=said_at,
        happened_at=min(began or said_at, said_at),
        service=short,
        version=text(run.get("head_sha"), 12),
        url=web_address(run.get("html_url")),
        by_name=_login(run.get("actor")),
    )


def _release(arrived: Arrived) -> ChangeSeen | None:
    if arrived.body.get("action") not in ("published", "released"):
        return None
    release = _part(arrived, "release")
    full, short = _repository(arrived)
    at = min(told_moment(release.get("published_at")) or arrived.at, arrived.at)
    tag = text(release.get("tag_name"), 120)
    return ChangeSeen(
        external_id=f"{full}/release#{text(release.get('id'), 40)}",
        title=f"{short}: release {text(release.get('name'), 100) or tag}"[:200],
        state="finished",
        said_at=at,
        happened_at=at,
        service=short,
        version=tag,
        url=web_address(release.get("html_url")),
        by_name=_login(release.get("author")),
    )


def unwrap(raw: bytes) -> bytes:
    """GitHub sends a form, too, where somebody chose so."""
    if not raw.startswith(b"payload="):
        return raw
    found = parse_qs(raw.decode(errors="replace"), max_num_fields=10).get("payload", [""])
    return found[0].encode(errors="replace")


def tell_apart(arrived: Arrived, reading: Reading) -> str:
    """Delivered again by hand, it has the same id."""
    delivery = arrived.said.get(DELIVERY, "")
    return f"github:{delivery}" if delivery else "bytes"


def accept(arrived: Arrived, reading: Reading, created: bool) -> Answer:
    what = reading.what if isinstance(reading, Greeting) else "accepted"
    return Answer(202, {"status": "accepted" if created else "known", "what": what})


GITHUB = Format(
    Kind.GITHUB,
    "in/github/",
    read,
    proof=Proof.SIGNATURE,
    keeps=(EVENT, DELIVERY),
    unwrap=unwrap,
    tell_apart=tell_apart,
    accept=accept,
)
