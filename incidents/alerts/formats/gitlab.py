"""GitLab's deployment hook.

Source: GitLab documentation, "Webhook events", "Deployment events". It is flat, and writes
times as `2021-04-28 21:50:00 +0200`.
"""

from incidents.alerts.formats.format import Format, Proof
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

TOKEN, UUID, EVENT = "x-gitlab-token", "x-gitlab-event-uuid", "x-gitlab-event"
STATES = {
    "success": "finished",
    "failed": "failed",
    "canceled": "failed",
    "rejected": "failed",
    "running": "started",
    "created": "started",
    "blocked": "started",
    "approved": "started",
}


def read(arrived: Arrived) -> Reading:
    body = arrived.body
    if body.get("object_kind") != "deployment":
        kind = text(body.get("object_kind"), 40) or arrived.said.get(EVENT, "")
        return Greeting(kind or "event")
    number = text(body.get("deployment_id"), 40)
    if not number:
        raise Unreadable("`deployment_id` is missing.")
    project = section(body.get("project"), "`project`")
    path = text(project.get("path_with_namespace"), 140)
    short = path.rpartition("/")[2] or text(project.get("name"), 80)
    said_at = min(told_moment(body.get("status_changed_at")) or arrived.at, arrived.at)
    user = body.get("user")
    title = text(body.get("commit_title"), 150) or "deployment"
    return ChangesSeen(
        [
            ChangeSeen(
                external_id=f"{text(project.get('id'), 40)}#{number}",
                title=f"{short}: {title}"[:200] if short else title,
                state=STATES.get(text(body.get("status"), 40), "started"),
                said_at=said_at,
                happened_at=said_at,
                service=short,
                version=text(body.get("short_sha"), 40) or text(body.get("ref"), 120),
                url=web_address(body.get("deployable_url") or body.get("commit_url")),
                by_name=text(user.get("name"), 160) if isinstance(user, dict) else "",
                environment=text(body.get("environment"), 40) or "production",
            )
        ]
    )


GITLAB = Format(Kind.GITLAB, "in/gitlab/", read, proof=Proof.TOKEN, keeps=(UUID, EVENT))
