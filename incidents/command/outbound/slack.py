"""A Slack channel for an incident: opened, kept up to date, archived when it ends."""

from typing import Any

from incidents.command.outbound.orders import Brought, Misconfigured, Order, Telling, told
from incidents.command.outbound.slack_api import (
    PAGE,
    ask_slack,
    call_slack,
    checked,
    plain,
    post,
    section,
)

LONGEST_TOPIC, LONGEST_TITLE, LONGEST_LINE = 250, 80, 2900
# The channel takes nothing more, and nothing more is owed to it.
SHUT = {"is_archived", "channel_is_archived"}


def test(order: Order) -> Brought:
    found = ask_slack(order, "auth.test", {})
    return Brought(said=f"Signed in to {found.get('team', 'Slack')} as {found.get('user', '?')}.")


def open_room(order: Order) -> Brought:
    """Create the channel, or take the one of that name; its topic, set last, shows that all was
    done, so that a repeat says nothing twice."""
    private = "1" if order.private else "0"
    told = {"name": order.channel_name, "is_private": private}
    made = call_slack(order, "conversations.create", told)
    if made.get("error") == "name_taken":
        channel = _named(order)
    else:
        channel = checked(made).get("channel", {})
    number = str(channel.get("id", ""))
    done = order.room_url in str(channel.get("topic", {}).get("value", ""))
    if order.invite and not done:
        invited = {"channel": number, "users": ",".join(order.invite)}
        call_slack(order, "conversations.invite", invited)
    text = summary_of(order)
    stamp = post(order, number, text, ident=order.key, look=order.repeat)
    if not done:
        call_slack(order, "pins.add", {"channel": number, "timestamp": stamp})
        ask_slack(order, "conversations.setTopic", {"channel": number, "topic": topic_of(order)})
    return Brought(
        channel_name=str(channel.get("name", order.channel_name)),
        channel_url=f"https://slack.com/app_redirect?channel={number}",
        ident=number,
        ref=stamp,
        shown={"ts": stamp, "summary": text, "topic": topic_of(order)},
    )


def tell(order: Order) -> Brought:
    """One line, whoever took a role invited, then summary and topic as things stand now."""
    telling = told(order)
    channel = order.ident or str(_named(order).get("id", ""))
    lines = [_left_out(order, telling)] if telling.left_out else []
    text = "\n".join([*lines, line_of(telling)])
    try:
        stamp = post(order, channel, text, ident=telling.ident, look=telling.repeat)
    except Misconfigured as trouble:
        if any(one in str(trouble) for one in SHUT):
            return Brought(said="The channel is archived.", ident=channel)
        raise
    if telling.email:
        _invite(order, channel, telling.email)
    shown = _show(order, channel)
    if order.has_ended and order.archive:
        answer = call_slack(order, "conversations.archive", {"channel": channel})
        if answer.get("error") != "already_archived":
            checked(answer)
    return Brought(said="Posted.", ident=channel, ref=stamp, shown=shown)


def line_of(telling: Telling) -> str:
    by = f" · {plain(telling.by)}" if telling.by else ""
    return f"*{telling.label}*{by} · {telling.clock}\n{plain(telling.text)}"[:LONGEST_LINE]


def summary_of(order: Order) -> str:
    """What is pinned: the incident as it is now."""
    facts = [order.state, f"led by {plain(order.leader)}" if order.leader else ""]
    facts.append(f"next update {order.next_update}" if order.next_update else "")
    known = " · ".join(one for one in facts if one)
    head = f"*{order.severity} {plain(order.title)}*"
    return "\n".join(one for one in (head, known, f"<{order.room_url}|Open the room>") if one)


def topic_of(order: Order) -> str:
    """At most 250 characters, the address of the room always whole."""
    parts = [f"{order.severity} {plain(order.title)[:LONGEST_TITLE]}", order.state]
    parts.append(f"next update {order.next_update}" if order.next_update else "")
    words = " · ".join(one for one in parts if one)
    return f"{words[: LONGEST_TOPIC - len(order.room_url) - 1]} {order.room_url}"


def _left_out(order: Order, telling: Telling) -> str:
    lines = "line" if telling.left_out == 1 else "lines"
    return (
        f"_{telling.left_out} earlier {lines} could not be posted in time:_ "
        f"<{order.room_url}|read them in the room>"
    )


def _show(order: Order, channel: str) -> dict[str, Any]:
    shown = dict(order.shown)
    summary, topic = summary_of(order), topic_of(order)
    if shown.get("ts") and shown.get("summary") != summary:
        written: dict[str, Any] = {"channel": channel, "ts": shown["ts"], "text": summary}
        written["blocks"] = [section(summary)]
        ask_slack(order, "chat.update", written)
        shown["summary"] = summary
    if shown.get("topic") != topic:
        ask_slack(order, "conversations.setTopic", {"channel": channel, "topic": topic})
        shown["topic"] = topic
    return shown


def _invite(order: Order, channel: str, email: str) -> None:
    """Whom Slack knows by this address; who is there already, or is not known, is no trouble."""
    found = call_slack(order, "users.lookupByEmail", {"email": email})
    person = str(found.get("user", {}).get("id", ""))
    if person:
        call_slack(order, "conversations.invite", {"channel": channel, "users": person})


def _named(order: Order) -> dict[str, Any]:
    cursor = ""
    while True:
        kinds = "private_channel" if order.private else "public_channel"
        asked = {"types": kinds, "limit": PAGE, "cursor": cursor, "exclude_archived": "0"}
        found = ask_slack(order, "conversations.list", asked)
        for channel in found.get("channels", []):
            if channel.get("name") == order.channel_name:
                return dict(channel)
        cursor = str(found.get("response_metadata", {}).get("next_cursor", ""))
        if not cursor:
            raise Misconfigured(
                f"A channel #{order.channel_name} is there that the bot cannot see. Invite it."
            )
