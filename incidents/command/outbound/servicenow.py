"""An incident in ServiceNow; `correlation_id` makes it one, however often it is asked for."""

import base64
from typing import Any

from incidents.command.outbound.orders import (
    OTHERWISE,
    REFUSED,
    Brought,
    Misconfigured,
    Order,
    call,
    read,
)
from portal.post.channels.outside import Answer

TABLE = "/api/now/table/incident"
# Their priority is worked out from impact and urgency, 1 to 3.
WEIGHT = {0: "1", 1: "1", 2: "2", 3: "3"}


def test(order: Order) -> Brought:
    _check(_call(order, "GET", query={"sysparm_limit": "1", "sysparm_fields": "number"}))
    return Brought(said="Signed in; the incident table can be read.")


def open_room(order: Order) -> Brought:
    query = {"sysparm_query": f"correlation_id={order.key}", "sysparm_limit": "1"}
    known = _check(_call(order, "GET", query=query)).get("result", [])
    if known:
        return _brought(order, known[0])
    data = {
        "short_description": f"{order.severity} {order.title}"[:160],
        "description": f"{order.reference}\n{order.room_url}",
        "urgency": WEIGHT[order.level],
        "impact": WEIGHT[order.level],
        "correlation_id": order.key,
        "correlation_display": "Allclear",
        **({"assignment_group": order.place} if order.place else {}),
    }
    return _brought(order, _check(_call(order, "POST", data=data)).get("result", {}))


def _call(order: Order, method: str, **how: Any) -> Answer:
    pair = base64.b64encode(f"{order.account}:{order.secret}".encode()).decode()
    return call(order, method, TABLE, headers={"Authorization": f"Basic {pair}"}, **how)


def _check(answer: Answer) -> dict[str, Any]:
    if answer.status in REFUSED:
        raise Misconfigured("ServiceNow refuses this user, or it may not write incidents.")
    if answer.status >= OTHERWISE:
        told = read(answer).get("error", {})
        said = told.get("message", "") if isinstance(told, dict) else ""
        raise Misconfigured(f"ServiceNow answered {answer.status}. {said}".strip())
    return read(answer)


def _brought(order: Order, row: dict[str, Any]) -> Brought:
    number, sys_id = str(row.get("number", "")), str(row.get("sys_id", ""))
    url = f"{order.base_url.rstrip('/')}/nav_to.do?uri=incident.do?sys_id={sys_id}"
    return Brought(ticket_ref=number, ticket_url=url)
