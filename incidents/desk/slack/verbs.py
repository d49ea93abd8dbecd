"""What ``/incident <verb>`` does: finding, declaring and acknowledging here, everything within
an incident by the words of its room."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404

from incidents.catalog.models import UnknownSeverity, parse_severity
from incidents.command import slash_words
from incidents.command.actions.declare_incident import declare_incident
from incidents.command.classifying import Answers, classify
from incidents.oncall.actions.acknowledge_page import AlreadyAnswered, acknowledge_page
from incidents.oncall.models import Page
from incidents.record.models import AdvisorsOnlyRead, Incident, Role, incident_for
from portal.people.groups import who_can
from portal.people.models import User
from portal.web.lines import one_line
from portal.web.times import duration

SHOWN = 10
LONGEST_TITLE = 200
_REFERENCE = re.compile(r"(INC-[0-9]{1,9})\b[:,]?\s*", re.IGNORECASE)
HELP = """*list* – what is open
*declare* [SEV1] what people see – begin an incident
*status* [INC-42] – how it stands
*ack* [INC-42] – “I am coming”, to a page of yours
*note*, *decision* [INC-42] words – write on its timeline
*sev* [INC-42] 2 why – change the severity
*assign* [INC-42] scribe Sam – give or take a role
*update*, *resolve* [INC-42] – open the screen for it
In an incident's own channel its number is not needed."""


class Refused(ValueError):
    """Not done; the text says why and what to type instead."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed, where and when. `alone` in a direct message, where nobody else
    reads."""

    text: str
    by: User
    at: datetime
    key: str
    channel: str = ""
    alone: bool = False


def perform(typed: Typed) -> str:
    """Do it; the answer, for the eyes of who typed. Raises Refused."""
    verb, _, rest = typed.text.strip().partition(" ")
    verb, rest = verb.lower() or "help", rest.strip()
    if verb == "help":
        return HELP
    _must(typed.by, "record.view_incidents")
    if verb == "list":
        return _list(typed)
    if verb == "declare":
        return _declare(typed, rest)
    if verb in {"ack", "acknowledge"}:
        return _acknowledge(typed, rest)
    incident, rest = _incident_of(typed, rest)
    if verb == "status":
        return _status(incident, at=typed.at)
    return _by_word(typed, incident, f"/{verb} {rest}")


def _must(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        can = " or ".join(who_can(permission)) or "Nobody"
        raise Refused(f"You may not do that. {can} can: ask one of them.")


def _visible(typed: Typed) -> "list[Incident]":
    """Open ones; nothing private is named where others could look over a shoulder."""
    found = Incident.objects.visible_to(typed.by).open().worst_first()
    return list((found if typed.alone else found.filter(private=False))[:SHOWN])


def _list(typed: Typed) -> str:
    lines = [_line(one, at=typed.at) for one in _visible(typed)]
    return "\n".join(lines) or "Nothing is open."


def _line(incident: Incident, *, at: datetime) -> str:
    return (
        f"{_address(incident)} {incident.severity_label} {escaped(incident.display_title)} · "
        f"{incident.get_state_display().lower()} for {duration(incident.elapsed(at=at))}"
    )


def _status(incident: Incident, *, at: datetime) -> str:
    commander = incident.holder_of(Role.COMMANDER)
    due = incident.next_update_due_at
    lines = [
        _line(incident, at=at),
        f"Commander: {escaped(str(commander)) if commander else 'nobody yet'}",
        f"Next update by {due:%H:%M} UTC" if due else "No update is promised.",
    ]
    newest = incident.entries.newest_first().first()
    if newest is not None:
        lines.append(f"Last: {escaped(newest.body[:300])}")
    return "\n".join(lines)


def _declare(typed: Typed, rest: str) -> str:
    _must(typed.by, "record.declare_incident")
    first, _, after = rest.partition(" ")
    try:
        level, title = parse_severity(first), after
        reason = ""
    except UnknownSeverity:
        proposal = classify(Answers())
        level, title, reason = proposal.level, rest, proposal.reason
    if not one_line(title):
        raise Refused("Say what people see: /incident declare SEV1 Half of card payments fail")
    incident = declare_incident(
        title=title[:LONGEST_TITLE],
        level=level,
        key=typed.key,
        reason=reason,
        source="slack",
        by=typed.by,
        at=typed.at,
    )
    hint = "" if not reason else f"\nNot that bad? /incident sev {incident.reference} 2 why"
    return f"Declared {_line(incident, at=typed.at)}.{hint}"


def _acknowledge(typed: Typed, rest: str) -> str:
    own = Page.objects.waiting().for_person(typed.by).select_related("incident", "person")
    named = _REFERENCE.match(rest)
    if named:
        own = own.filter(incident=_by_reference(typed, named[1]))
    page = own.in_order().first()
    if page is None:
        raise Refused("No page waits for your answer.")
    try:
        acknowledge_page(page=page, by=typed.by, at=typed.at, via="slack")
    except AlreadyAnswered as error:
        raise Refused(str(error)) from error
    if page.incident.private and not typed.alone:
        return "Acknowledged. Thank you for coming."
    return f"Acknowledged. {_line(page.incident, at=typed.at)}"


def _incident_of(typed: Typed, rest: str) -> tuple[Incident, str]:
    """The one named, that of the channel, or the only one that is open."""
    named = _REFERENCE.match(rest)
    if named:
        return _by_reference(typed, named[1]), rest[named.end() :]
    visible = _visible(typed)
    here = [one for one in visible if one.channel_name and one.channel_name == typed.channel]
    if len(here or visible) == 1:
        return (here or visible)[0], rest
    if not visible:
        raise Refused("Nothing is open. /incident declare what people see")
    known = "\n".join(_line(one, at=typed.at) for one in visible)
    raise Refused(f"Which one? Write its number after the verb.\n{known}")


def _by_reference(typed: Typed, reference: str) -> Incident:
    try:
        incident = incident_for(typed.by, reference.upper())
    except Http404:
        raise Refused(f"There is no {reference.upper()}, or not for you.") from None
    if incident.private and not typed.alone:
        raise Refused("Speak of this one in a direct message, not in a channel.")
    return incident


def _by_word(typed: Typed, incident: Incident, text: str) -> str:
    try:
        answer = slash_words.perform(
            incident=incident, text=text, by=typed.by, at=typed.at, key=typed.key[:80]
        )
    except AdvisorsOnlyRead as refusal:
        raise Refused(str(refusal)) from refusal
    except slash_words.Refused as refusal:
        said = str(refusal).replace(" /", " /incident ")
        raise Refused(f"{said}\nSee /incident help.") from refusal
    where = f" {settings.SITE_URL}{answer.url}" if answer.url else ""
    return f"{incident.reference}: {escaped(answer.says)}{where}"


def _address(incident: Incident) -> str:
    return f"<{settings.SITE_URL}{incident.get_absolute_url()}|{incident.reference}>"


def escaped(text: str) -> str:
    """As Slack wants what people wrote."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
