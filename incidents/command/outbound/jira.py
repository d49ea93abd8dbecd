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
)
from portal.post.channels.outside import Answer

# The older search is gone from Jira Cloud, the newer one is not in Jira Data Center.
SEARCHES = ("/rest/api/2/search/jql", "/rest/api/2/search")
MISSING = (404, 405, 410)


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
    return Brought(ticket_ref=key, ticket_url=f"{order.base_url.rstrip('/')}/browse/{key}")
