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
    told,
)
from portal.post.channels.outside import Answer

TABLE = "/api/now/table/incident"
# Their priority is worked out from impact and urgency, 1 to 3.
ENDS = ("incident.resolved", "incident.closed", "incident.merged")
# Of the out-of-the-box states, 6 is resolved.
RESOLVED, CLOSE_CODE = "6", "Solution provided"
JOURNAL = "/api/now/table/sys_journal_field"
LONGEST_NOTE = 4000
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


def tell(order: Order) -> Brought:
    """A work note, once; at the end of the incident theirs is resolved. Their priority is
    theirs to work out."""
    telling = told(order)
    sys_id = order.ident or _find(order)
    mark = f"{order.reference} {telling.mark}"
    data: dict[str, str] = {}
    if not (telling.repeat and _has_note(order, sys_id, mark)):
        by = f" ({telling.by})" if telling.by else ""
        note = f"{telling.label}{by}, {telling.clock}: {telling.text}"[:LONGEST_NOTE]
        data["work_notes"] = f"{note}\n{mark} {order.room_url}"
    if telling.kind in ENDS:
        data["state"] = RESOLVED
        data["close_code"] = order.done_name or CLOSE_CODE
        data["close_notes"] = f"{telling.text}\n{order.room_url}"[:LONGEST_NOTE]
    if data:
        _check(_call(order, "PATCH", f"{TABLE}/{sys_id}", data=data))
    said = "Noted, and resolved." if telling.kind in ENDS else "Noted."
    return Brought(said=said, ident=sys_id)


def _find(order: Order) -> str:
    query = {"sysparm_query": f"correlation_id={order.key}", "sysparm_limit": "1"}
    known = _check(_call(order, "GET", query=query)).get("result", [])
    if not known:
        raise Misconfigured("Their incident is gone.")
    return str(known[0].get("sys_id", ""))


def _has_note(order: Order, sys_id: str, mark: str) -> bool:
    """Where the user may not read the journal, it is taken as not written."""
    wanted = f"element_id={sys_id}^element=work_notes^valueLIKE{mark} "
    answer = _call(order, "GET", JOURNAL, query={"sysparm_query": wanted, "sysparm_limit": "1"})
    return answer.status < OTHERWISE and bool(read(answer).get("result"))


def _call(order: Order, method: str, path: str = TABLE, **how: Any) -> Answer:
    pair = base64.b64encode(f"{order.account}:{order.secret}".encode()).decode()
    return call(order, method, path, headers={"Authorization": f"Basic {pair}"}, **how)


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
    return Brought(ticket_ref=number, ticket_url=url, ident=sys_id, ref=number)
