"""Words that change the incident: severity, roles, impact, pages, the bridge."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse

from incidents.catalog.models import UnknownSeverity, parse_severity
from incidents.command.actions.hand_over_role import (
    HeldByAnother,
    MayNotAssign,
    NoHandover,
    hand_over_role,
)
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.handovers import Handover
from incidents.command.slash_words.reading import person_in, role_in
from incidents.command.slash_words.word import Answer, Refused, Said, SlashWord
from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.record.actions.assign_role import CannotSee
from incidents.record.actions.change_level import NoReason, SameLevel
from incidents.record.actions.record_impact import NothingKnown, record_impact
from incidents.record.actions.set_bridge import NotALink, set_bridge

WHOLE = 100
_MONEY = re.compile(r"\$\s?(\d[\d,.]*)(?:\s*(?:/|an|per)\s*h(?:our)?)?", re.I)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s?%")
_COUNT = re.compile(
    r"(?<![\w.,$])(\d{1,3}(?:,\d{3})+|\d+)(?![\w.])(?:\s*(?:customers|users|people))?"
)


def _severity(said: Said) -> Answer:
    level, _, reason = said.text.partition(" ")
    try:
        wanted = parse_severity(level)
    except UnknownSeverity as error:
        raise Refused(f"{error} Example: {SEVERITY.example}") from error
    reclassify_incident(
        incident=said.incident, level=wanted, reason=reason.strip(), by=said.by, at=said.at
    )
    return Answer(f"{said.incident.reference} is {said.incident.severity_label} now.")


def _assign(said: Said) -> Answer:
    role, rest = role_in(said.text)
    person, note = person_in(rest, by=said.by)
    hand_over_role(
        incident=said.incident, role=role, person=person, note=note, by=said.by, at=said.at
    )
    return Answer(f"{person} is {role.label.lower()}.")


def _hand_over(said: Said) -> Answer:
    role, rest = role_in(said.text)
    person, words = person_in(rest, by=said.by)
    handover = Handover.read(words)
    if not handover.is_whole:
        typed = {"role": role.value, "person": person.pk, **handover.typed()}
        address = reverse("command:handover", args=[said.incident.reference])
        return Answer(
            "A handover says the state, the open risks and the next promise.",
            f"{address}?{urlencode(typed)}",
        )
    hand_over_role(
        incident=said.incident,
        role=role,
        person=person,
        handover=handover,
        by=said.by,
        at=said.at,
    )
    return Answer(f"{person} is {role.label.lower()} now.")


def _impact(said: Said) -> Answer:
    if not said.text:
        raise Refused(f"How bad is it? Example: {IMPACT.example}")
    record_impact(incident=said.incident, by=said.by, at=said.at, **_facts(said.text))
    return Answer("Impact recorded.")


def _facts(text: str) -> dict[str, Any]:
    money, share = _MONEY.search(text), _SHARE.search(text)
    rest = _SHARE.sub(" ", _MONEY.sub(" ", text))
    count = _COUNT.search(rest)
    facts: dict[str, Any] = {"note": text}
    try:
        if money:
            facts["revenue_per_hour"] = int(Decimal(money[1].replace(",", "").rstrip(".")))
    except InvalidOperation as error:
        raise Refused(f"{money[0] if money else text} is no sum. Write it like $52,000.") from error
    if share:
        if Decimal(share[1]) > WHOLE:
            raise Refused(f"{share[0]} is more than everybody: a share ends at 100 %.")
        facts["share"] = Decimal(share[1])
    if count:
        facts["customers_affected"] = int(count[1].replace(",", ""))
    return facts


def _page(said: Said) -> Answer:
    person, reason = person_in(said.text, by=said.by)
    if not reason:
        raise Refused(f"Say why {person} is needed. Example: {PAGE.example}")
    page_person(incident=said.incident, person=person, reason=reason, by=said.by, at=said.at)
    return Answer(f"{person} is paged.")


def _bridge(said: Said) -> Answer:
    set_bridge(incident=said.incident, url=said.text, by=said.by, at=said.at)
    return Answer("The bridge is linked on top of the room.")


ROLES_REFUSE = (NoHandover, MayNotAssign, HeldByAnother, CannotSee)
SEVERITY = SlashWord(
    "sev", "Change the severity, with a reason", "/sev 1 Half of payments fail",
    "record.command_incident", _severity, (NoReason, SameLevel), ("severity", "p"),
)  # fmt: skip
ASSIGN = SlashWord(
    "assign", "Give a role to a person", "/assign scribe Sam",
    "record.work_incident", _assign, ROLES_REFUSE, ("role", "take"),
)  # fmt: skip
HAND_OVER = SlashWord(
    "hand-over", "Hand a role over, with its three parts",
    "/hand-over commander Tom State: … Risks: … Next: …",
    "record.work_incident", _hand_over, ROLES_REFUSE, ("handover", "hand_over"),
)  # fmt: skip
IMPACT = SlashWord(
    "impact", "Say how bad it is", "/impact 18,400 customers, 40 %, $52,000 an hour",
    "record.work_incident", _impact, (NothingKnown, ValidationError), (),
)  # fmt: skip
PAGE = SlashWord(
    "page", "Page a person", "/page Tom Knows the pool settings",
    "oncall.page_people", _page, (CannotPage,), ("call",),
)  # fmt: skip
BRIDGE = SlashWord(
    "bridge", "Link the bridge", "/bridge https://meet.example/inc-147",
    "record.work_incident", _bridge, (NotALink,), (),
)  # fmt: skip
