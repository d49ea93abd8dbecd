"""Jira and ServiceNow on loopback, as their APIs behave."""

import json
from dataclasses import dataclass, field
from typing import Any

OPEN = {"id": "1", "name": "To Do", "statusCategory": {"key": "new"}}
DONE = {"id": "3", "name": "Closed", "statusCategory": {"key": "done"}}


@dataclass
class Jira:
    """One site, its older search only; `refuses` is what it says of a ticket."""

    base: str = ""
    issues: list[dict[str, Any]] = field(default_factory=list)
    refuses: str = ""

    def answer(  # noqa: PLR0911
        self, method: str, path: str, query: Any, body: bytes
    ) -> tuple[int, Any]:
        if self.refuses:
            return 400, {"errorMessages": [], "errors": {"project": self.refuses}}
        told = json.loads(body) if body else {}
        if path.startswith("/rest/api/2/issue/"):
            return self.issue(method, path.removeprefix("/rest/api/2/issue/"), told)
        if path == "/rest/api/2/search/jql":
            return 404, {}
        if path == "/rest/api/2/search":
            found = [one for one in self.issues if _labelled(one, query["jql"][0])]
            return 200, {"issues": found, "total": len(found), "startAt": 0, "maxResults": 50}
        if path == "/rest/api/2/serverInfo":
            return 200, {"versionNumbers": [9, 4, 0], "deploymentType": "Server", "baseUrl": ""}
        if path == "/rest/api/2/field":
            return 200, []
        if path == "/rest/api/2/issue" and method == "POST":
            return self.make(told["fields"])
        return 200, {"displayName": "Bot"}

    def make(self, fields: dict[str, Any]) -> tuple[int, Any]:
        number = len(self.issues) + 1
        issue = {
            "id": str(10_000 + number),
            "key": f"OPS-{number}",
            "self": f"{self.base}/rest/api/2/issue/{10_000 + number}",
            "fields": {**fields, "status": OPEN, "comment": {"comments": []}},
        }
        self.issues.append(issue)
        return 201, {name: issue[name] for name in ("id", "key", "self")}

    def issue(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        key, _, part = path.partition("/")
        issue = next((one for one in self.issues if one["key"] == key), None)
        if issue is None:
            return 404, {"errorMessages": ["Issue does not exist."], "errors": {}}
        comments = issue["fields"]["comment"]["comments"]
        if part == "comment" and method == "POST":
            comments.append({"id": str(len(comments)), "body": told["body"]})
            return 201, comments[-1]
        if part == "comment":
            return 200, {"comments": comments, "total": len(comments)}
        if part == "transitions" and method == "POST":
            issue["fields"]["status"] = DONE
            return 204, None
        if part == "transitions":
            done = issue["fields"]["status"] is DONE
            offered = [] if done else [{"id": "21", "name": "Close it", "to": DONE}]
            return 200, {"transitions": offered}
        return 200, issue


def _labelled(issue: dict[str, Any], jql: str) -> bool:
    return any(f'"{one}"' in jql for one in issue["fields"]["labels"])


@dataclass
class ServiceNow:
    """One instance; notes are its journal."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, method: str, path: str, query: Any, body: bytes) -> tuple[int, Any]:
        wanted = query.get("sysparm_query", [""])[0]
        if path.endswith("/sys_journal_field"):
            value = wanted.rpartition("valueLIKE")[2]
            return 200, {"result": [one for one in self.notes if value in one["value"]]}
        if method == "POST":
            number = len(self.rows)
            row = {**json.loads(body), "number": f"INC{number}", "sys_id": f"{number:032x}"}
            row["state"] = "1"
            self.rows.append(row)
            return 201, {"result": row}
        if method == "PATCH":
            return self.change(path.rpartition("/")[2], json.loads(body))
        key = wanted.removeprefix("correlation_id=")
        return 200, {"result": [one for one in self.rows if one["correlation_id"] == key]}

    def change(self, sys_id: str, told: dict[str, Any]) -> tuple[int, Any]:
        row = next((one for one in self.rows if one["sys_id"] == sys_id), None)
        if row is None:
            return 404, {"error": {"message": "No Record found"}}
        if told.get("state") in {"6", "7"} and not (
            told.get("close_code") and told.get("close_notes")
        ):
            return 403, {"error": {"message": "Operation Failed", "detail": "close_code"}}
        if "work_notes" in told:
            self.notes.append({"element_id": sys_id, "value": told.pop("work_notes")})
        row.update(told)
        return 200, {"result": row}
