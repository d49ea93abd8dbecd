"""A ticket in Jira, found by its label before another is made."""

import base64
from typing import Any

from incidents.command.outbound.orders import (
    BAD,
    OTHERWISE,
    REFUSED,
    Brought,
    Misconfigured,
    Order,
    call,
    read,
    told,
)
from portal.post.channels.outside import Answer

# The older search is gone from Jira Cloud, the newer one is not in Jira Data Center.
SEARCHES = ("/rest/api/2/search/jql", "/rest/api/2/search")
MISSING = (404, 405, 410)
GONE = 404
# Events after which a ticket is done with.
ENDS = ("incident.resolved", "incident.closed", "incident.merged")


def test(order: Order) -> Brought:
    answer = _call(order, "GET", "/rest/api/2/myself")
    _check(answer)
    return Brought(said=f"Signed in as {read(answer).get('displayName', order.account)}.")


def open_room(order: Order) -> Brought:
    known = _known(order)
    if known:
        return _brought(order, known)
    fields = {
        "project": {"key": order.place},
        "summary": f"{order.severity} {order.title}"[:250],
        "description": f"{order.reference}\n{order.room_url}",
        "issuetype": {"name": "Task"},
        "labels": [order.key],
    }
    answer = _call(order, "POST", "/rest/api/2/issue", data={"fields": fields})
    _check(answer)
    return _brought(order, str(read(answer).get("key", "")))


def tell(order: Order) -> Brought:
    """A comment, once; at the end of the incident the ticket's end as well."""
    telling = told(order)
    key = order.ident or _known(order)
    if not key:
        raise Misconfigured("The ticket is gone.")
    path = f"/rest/api/2/issue/{key}"
    said, mark = "Commented.", f"{order.reference} {telling.mark}"
    if not (telling.repeat and _has_comment(order, path, mark)):
        by = f" ({telling.by})" if telling.by else ""
        body = f"{telling.label}{by}, {telling.clock}: {telling.text}\n{mark} {order.room_url}"
        _check_issue(_call(order, "POST", f"{path}/comment", data={"body": body}))
    if telling.kind in ENDS:
        said = _end(order, path)
    return Brought(said=said, ident=key, ref=key)


def _has_comment(order: Order, path: str, mark: str) -> bool:
    answer = _call(order, "GET", f"{path}/comment", query={"orderBy": "-created"})
    _check_issue(answer)
    return any(f"{mark} " in str(one.get("body", "")) for one in read(answer).get("comments", []))


def _end(order: Order, path: str) -> str:
    """Take the transition of that name, else one that leads to done; without one, say so."""
    answer = _call(order, "GET", f"{path}/transitions")
    _check_issue(answer)
    offered = read(answer).get("transitions", [])
    wanted = order.done_name.strip().casefold()
    named = [one for one in offered if str(one.get("name", "")).casefold() == wanted]
    done = [one for one in offered if _category(one) == "done"]
    chosen = named or ([] if wanted else done)
    if not chosen:
        what = f"named {order.done_name}" if wanted else "to done"
        return f"Commented. Jira offers no transition {what} now, so the ticket stays as it is."
    moved = {"transition": {"id": str(chosen[0]["id"])}}
    _check_issue(_call(order, "POST", f"{path}/transitions", data=moved))
    return f"Commented, and moved by {chosen[0].get('name', 'its transition')}."


def _category(transition: dict[str, Any]) -> str:
    category = (transition.get("to") or {}).get("statusCategory") or {}
    return str(category.get("key", ""))


def _check_issue(answer: Answer) -> None:
    if answer.status == GONE:
        raise Misconfigured("The ticket is gone, or this account may not see it.")
    _check(answer)


def _known(order: Order) -> str:
    query = {"jql": f'labels = "{order.key}"', "fields": "key", "maxResults": "1"}
    for path in SEARCHES:
        answer = _call(order, "GET", path, query=query)
        if answer.status in MISSING:
            continue
        _check(answer)
        issues = read(answer).get("issues", [])
        return str(issues[0].get("key", "")) if issues else ""
    raise Misconfigured("No Jira answers at this address. It is like https://you.atlassian.net.")


def _call(order: Order, method: str, path: str, **how: Any) -> Answer:
    pair = base64.b64encode(f"{order.account}:{order.secret}".encode()).decode()
    return call(order, method, path, headers={"Authorization": f"Basic {pair}"}, **how)


def _check(answer: Answer) -> None:
    if answer.status in REFUSED:
        raise Misconfigured("Jira refuses this e-mail and token, or they may not make tickets.")
    if answer.status == BAD:
        told = read(answer)
        said = [*told.get("errorMessages", []), *map(str, told.get("errors", {}).values())]
        raise Misconfigured(f"Jira refuses the ticket: {' '.join(said) or 'no reason given'}")
    if answer.status >= OTHERWISE:
        raise Misconfigured(f"Jira answered {answer.status}. Look at the address and project.")


def _brought(order: Order, key: str) -> Brought:
    url = f"{order.base_url.rstrip('/')}/browse/{key}"
    return Brought(ticket_ref=key, ticket_url=url, ident=key, ref=key)
