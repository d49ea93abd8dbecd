"""Slack on loopback, as its Web API and incoming webhooks behave."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Slack:
    """One workspace. A bot's token begins xoxb-; `people` are ids by address; `lacks` is a right
    the bot was not given; every message gets a `ts` that rises."""

    channels: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pins: list[tuple[str, str]] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    announced: list[dict[str, Any]] = field(default_factory=list)
    refuses: str = ""
    lacks: str = ""
    stamps: int = 0

    @property
    def said(self) -> list[str]:
        return [one["text"] for found in self.messages.values() for one in found]

    def answer(self, method: str, told: dict[str, Any], token: str) -> dict[str, Any]:
        if not token:
            return {"ok": False, "error": "not_authed"}
        if self.refuses:
            return {"ok": False, "error": self.refuses}
        if self.lacks and method == self.lacks:
            return {"ok": False, "error": "missing_scope", "needed": "channels:history"}
        act = getattr(self, "do_" + method.replace(".", "_").lower(), None)
        if act is None:
            return {"ok": False, "error": "unknown_method"}
        found: dict[str, Any] = act(told)
        return {"ok": "error" not in found, **found}

    def do_auth_test(self, told: dict[str, Any]) -> dict[str, Any]:
        return {"team": "Northwind", "user": "allclear", "bot_id": "B1"}

    def do_conversations_create(self, told: dict[str, Any]) -> dict[str, Any]:
        name = told["name"]
        if len(name) > 80 or name != name.lower() or " " in name:
            return {"error": "invalid_name"}
        if any(one["name"] == name for one in self.channels):
            return {"error": "name_taken"}
        channel = {"id": f"C{len(self.channels)}", "name": name, "topic": {"value": ""}}
        channel["is_private"] = str(told.get("is_private")) in {"1", "true"}
        channel["is_archived"] = False
        self.channels.append(channel)
        return {"channel": channel}

    def do_conversations_list(self, told: dict[str, Any]) -> dict[str, Any]:
        at = int(told.get("cursor") or 0)
        more = str(at + 1) if at + 1 < len(self.channels) else ""
        shown = self.channels[at : at + 1]
        return {"channels": shown, "response_metadata": {"next_cursor": more}}

    def do_conversations_settopic(self, told: dict[str, Any]) -> dict[str, Any]:
        channel = self.channel(told)
        if channel is None:
            return {"error": "channel_not_found"}
        if channel["is_archived"]:
            return {"error": "is_archived"}
        if len(told["topic"]) > 250:
            return {"error": "too_long"}
        channel["topic"] = {"value": told["topic"]}
        return {"channel": channel}

    def do_conversations_invite(self, told: dict[str, Any]) -> dict[str, Any]:
        if self.channel(told) is None:
            return {"error": "channel_not_found"}
        if told["users"] in self.invited:
            return {"error": "already_in_channel"}
        self.invited.append(told["users"])
        return {"channel": self.channel(told)}

    def do_conversations_archive(self, told: dict[str, Any]) -> dict[str, Any]:
        channel = self.channel(told)
        if channel is None:
            return {"error": "channel_not_found"}
        if channel["is_archived"]:
            return {"error": "already_archived"}
        channel["is_archived"] = True
        return {}

    def do_conversations_history(self, told: dict[str, Any]) -> dict[str, Any]:
        found = self.messages.get(told["channel"], [])
        since = float(told.get("oldest") or 0)
        newer = [one for one in reversed(found) if float(one["ts"]) >= since]
        if str(told.get("include_all_metadata")) not in {"1", "true"}:
            newer = [{**one, "metadata": {}} for one in newer]
        return {"messages": newer[: int(told.get("limit") or 100)], "has_more": False}

    def do_chat_postmessage(self, told: dict[str, Any]) -> dict[str, Any]:
        channel = self.channel(told)
        if channel is None:
            return {"error": "channel_not_found"}
        if channel["is_archived"]:
            return {"error": "is_archived"}
        if not told.get("text") and not told.get("blocks"):
            return {"error": "no_text"}
        self.stamps += 1
        message = {**told, "ts": f"{4_000_000_000 + self.stamps}.000100"}
        self.messages.setdefault(channel["id"], []).append(message)
        return {"ts": message["ts"], "channel": channel["id"], "message": message}

    def do_chat_update(self, told: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages.get(told["channel"], []):
            if message["ts"] == told["ts"]:
                message.update(told)
                return {"ts": told["ts"]}
        return {"error": "message_not_found"}

    def do_pins_add(self, told: dict[str, Any]) -> dict[str, Any]:
        pin = (told["channel"], told["timestamp"])
        if pin in self.pins:
            return {"error": "already_pinned"}
        self.pins.append(pin)
        return {}

    def do_users_lookupbyemail(self, told: dict[str, Any]) -> dict[str, Any]:
        person = self.people.get(told["email"])
        return {"user": {"id": person}} if person else {"error": "users_not_found"}

    def channel(self, told: dict[str, Any]) -> dict[str, Any] | None:
        return next((one for one in self.channels if one["id"] == told["channel"]), None)

    def announce(self, body: bytes) -> tuple[int, str]:
        """An incoming webhook: 200 and the word ok, or a status and a word."""
        if self.refuses:
            return 404, self.refuses
        told = json.loads(body)
        if not told.get("text") and not told.get("blocks"):
            return 400, "no_text"
        self.announced.append(told)
        return 200, "ok"
