"""What one field finds: where to go, what to do, whom to call, what to open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from incidents.catalog.models import Service
from incidents.record.models import Incident, State, Words
from incidents.record.models.incident import PREFIX
from portal.people.models import User

MOST = 5
FEWEST_LETTERS = 3
_NUMBER = re.compile(r"[0-9]{1,9}")
COMMAND, WORK, TELL = "record.command_incident", "record.work_incident", "comms.send_update"


@dataclass(frozen=True)
class Choice:
    """One line: what is done, where that is, and a word beside it. One that is `outside`
    leaves the portal."""

    label: str
    url: str
    note: str = ""
    icon: str = "arrow"
    outside: bool = False


@dataclass(frozen=True)
class Group:
    name: str
    choices: list[Choice]


# Label, address, icon, further words it is found by, and who may.
PLACES = (
    ("Now", "desk:now", "home", "home overview", ""),
    ("Incidents", "desk:incidents", "list", "all search", ""),
    ("On call", "oncall:schedule", "calendar", "duty rotation schedule shift", ""),
    ("Escalation policies", "oncall:policies", "bell", "who is paged ladder dry run", ""),
    ("How I am reached", "oncall:contact", "bell", "phone number sms push quiet hours", ""),
    ("Take over a duty", "oncall:override", "calendar", "override on call stand in", WORK),
    ("Ask for a swap", "oncall:swap", "calendar", "on call duty shift colleague", WORK),
    ("Say when I am away", "oncall:away", "calendar", "holiday absence on call", WORK),
    ("Calendar feed", "oncall:feeds", "calendar", "ical on call duties", ""),
    ("Follow-ups", "learning:followups", "board", "corrective actions postmortem", ""),
    ("Services", "catalog:services", "map", "catalogue owner team", ""),
    ("Vendors", "catalog:vendors", "external", "suppliers agreement sla support", ""),
    ("Teams", "oncall:teams", "users", "dba devops sre network security reply times", ""),
    ("Alerts", "alerts:inbox", "bell", "monitoring inbox", ""),
    ("Status page", "status_desk:home", "chart", "public customers notices", TELL),
    ("Connections", "desk:connections", "link", "integrations adapters outbox ways", ""),
    (
        "Adapters",
        "command:adapters",
        "link",
        "slack teams jira servicenow webhooks",
        "command.view_adapter",
    ),
    ("Integrations", "alerts:integrations", "bell", "monitoring sources alertmanager", ""),
    ("Outbox", "post:outbox", "megaphone", "mail messages sent", "post.view_outbox"),
    (
        "Ways out",
        "ways:ways",
        "megaphone",
        "sms call push slack provider twilio",
        "post.view_provider",
    ),
    ("Your devices", "ways:devices", "bell", "notifications browser push phone", ""),
    ("Your account", "people:account", "gear", "profile password time zone", ""),
    ("Tokens for programs", "people:tokens", "gear", "api key", ""),
    ("API", "desk:api", "gear", "programs curl openapi", ""),
)
# What is done in an open incident; a part of the room stands behind the #.
IN_OPEN = (
    ("Write an update", "comms:updates", "megaphone", "tell status customers", TELL),
    ("Take or hand over a role", "command:room#_roles", "users", "commander assign lead", WORK),
    ("Page somebody", "desk:page_somebody", "bell", "call escalate wake", "oncall.page_people"),
    ("Ask another team", "oncall:ask_team", "users", "escalate vendor", "oncall.page_people"),
    ("Waiting for others", "oncall:waiting", "clock", "answers permissions delays lost", ""),
    ("Escalations", "oncall:escalations", "bell", "ladder paged", ""),
    ("Record the impact", "command:room#_impact", "chart", "customers revenue", WORK),
    ("Resolve", "command:resolution", "check", "fixed works again end", COMMAND),
    ("Change the severity", "command:classification", "flag", "sev raise lower", COMMAND),
    ("Merge into another", "command:merge", "list", "duplicate same", COMMAND),
    ("Dismiss", "command:dismissal", "stop", "false no incident", COMMAND),
)
IN_WATCHED = (
    ("Open again", "command:reopening", "undo", "reopen back", COMMAND),
    ("Close", "command:closure", "check", "done end", COMMAND),
)
AFTERWARDS = (("Postmortem", "learning:postmortem", "board", "why report learn", ""),)


def found(user: User, text: str, *, at: datetime, incident: Incident | None = None) -> list[Group]:
    """What this person may reach; with a text, what it names. `incident` is where they are."""
    words = text.casefold().split()
    places = [one for one, also in _places(user) if _fits(words, one.label, also)]
    first = [Group("Go to", places), Group("Do", list(_deeds(user, words, incident)))]
    groups = [
        *(reversed(first) if incident else first),
        *(_looked_up(user, words, incident, at=at) if words else []),
        Group("Incidents", _incidents(user, text)),
        Group("Declare", _declared(user, text.strip())),
    ]
    return [one for one in groups if one.choices]


def _fits(words: list[str], *texts: str) -> bool:
    """Whether each word begins a word of the texts."""
    known = " ".join(texts).casefold().replace("-", " ").split()
    return all(any(one.startswith(word) for one in known) for word in words)


def _places(user: User) -> Iterator[tuple[Choice, str]]:
    for label, view, icon, also, permission in PLACES:
        if not permission or user.has_perm(permission):
            yield Choice(label, reverse(view), icon=icon), also


def _deeds(user: User, words: list[str], incident: Incident | None) -> Iterator[Choice]:
    if incident is not None:
        for label, view, icon, also, permission in _verbs(incident):
            if _fits(words, label, also) and (not permission or user.has_perm(permission)):
                yield Choice(label, _address(view, incident), incident.reference, icon)
    may = user.has_perm("record.declare_incident")
    if may and _fits(words, "Declare an incident", "new trouble report"):
        yield Choice("Declare an incident", reverse("command:declare"), icon="flag")


def _declared(user: User, text: str) -> list[Choice]:
    """Whatever was typed may be what somebody sees."""
    if len(text) < FEWEST_LETTERS or not user.has_perm("record.declare_incident"):
        return []
    address = f"{reverse('command:declare')}?{urlencode({'title': text[:200]})}"
    return [Choice(f"Declare “{text[:80]}”", address, icon="flag")]


def _verbs(incident: Incident) -> tuple[tuple[str, str, str, str, str], ...]:
    if incident.is_open:
        return IN_OPEN
    watched = IN_WATCHED if incident.state == State.MONITORING else ()
    return (*watched, *AFTERWARDS)


def _address(view: str, incident: Incident) -> str:
    if view == "desk:page_somebody":
        return f"{reverse(view)}?{urlencode({'incident': incident.reference})}"
    name, _, part = view.partition("#")
    address = reverse(name, args=[incident.reference])
    return f"{address}#{part}" if part else address


def _looked_up(
    user: User, words: list[str], incident: Incident | None, *, at: datetime
) -> Iterator[Group]:
    if user.has_perm("oncall.page_people"):
        yield Group("People", _people(words, incident))
    services = list(_services(words))
    yield Group(
        "Dashboards",
        [
            Choice(one.name, one.dashboard_url, "dashboard", "chart", outside=True)
            for one in services
            if _leads_out(one.dashboard_url)
        ],
    )
    yield Group(
        "Runbooks",
        [
            Choice(one.name, one.runbook_url, "runbook", "list", outside=True)
            for one in services
            if _leads_out(one.runbook_url)
        ],
    )
    yield Group(
        "Services",
        [Choice(one.name, one.get_absolute_url(), "service", "map") for one in services],
    )


def _people(words: list[str], incident: Incident | None) -> list[Choice]:
    named = Q()
    for word in words:
        if word not in {"page", "call"}:
            named &= Q(name__icontains=word)
    to = {"incident": incident.reference} if incident else {}
    address = reverse("desk:page_somebody")
    return [
        Choice(
            f"Page {one.get_full_name()}",
            f"{address}?{urlencode({'person': one.pk, **to})}",
            one.title,
            "bell",
        )
        for one in User.objects.active().filter(named).named()[:MOST]
    ]


def _services(words: list[str]) -> Iterator[Service]:
    """Named by these words, whatever of them says what to open."""
    named = [one for one in words if not "dashboards".startswith(one)]
    named = [one for one in named if not "runbooks".startswith(one)] or words[:1]
    wanted = Q()
    for word in named:
        wanted &= Q(name__icontains=word) | Q(description__icontains=word)
    yield from Service.objects.filter(wanted).named()[:MOST]


def _leads_out(address: str) -> bool:
    return address.lower().startswith(("https://", "http://"))


def _incidents(user: User, text: str) -> list[Choice]:
    """Without a text the open ones; otherwise those with its words, or its number."""
    rows = Incident.objects.visible_to(user)
    asked = text.strip().upper().removeprefix(PREFIX)
    if not asked:
        rows = rows.open().worst_first()
    elif _NUMBER.fullmatch(asked):
        rows = rows.filter(number=int(asked))
    else:
        words = Words.objects.matching(text).filter(incident=OuterRef("pk"))
        rows = rows.filter(Exists(words)).newest_first()
    return [
        Choice(
            f"{one.reference} {one.display_title}",
            one.get_absolute_url(),
            f"{one.severity_label} · {one.get_state_display()}",
            "now",
        )
        for one in rows[:MOST]
    ]
