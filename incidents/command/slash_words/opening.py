"""Words that open a screen with what was typed already in it."""

from urllib.parse import urlencode

from django.urls import reverse

from incidents.command.slash_words.word import Answer, Said, SlashWord


def _opened(view: str, field: str, said: Said) -> str:
    query = f"?{urlencode({field: said.text})}" if said.text else ""
    return reverse(view, args=[said.incident.reference]) + query


def _update(said: Said) -> Answer:
    return Answer("Write the update here.", _opened("comms:updates", "status", said))


def _resolve(said: Said) -> Answer:
    return Answer("Say how you know.", _opened("command:resolution", "verified", said))


UPDATE = SlashWord(
    "update", "Write an update, beginning with its status",
    "/update Half of payments go through again", "comms.send_update", _update, (), ("tell",),
)  # fmt: skip
RESOLVE = SlashWord(
    "resolve", "Resolve, beginning with how you know",
    "/resolve Checkout at 99 % for 15 min", "record.command_incident", _resolve, (), ("resolved",),
)  # fmt: skip
