"""One calm line at a time, for the one who reads it.

What is said follows from what happens: a line of one's own that blames, a decision that this
waits, a commander without rest, a word that is due, somebody who does not answer, teams that
blame each other, advice that made it worse, decisions back and forth, executives who ask.
Where nothing presses: breathe. Each can be put away; none comes twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from incidents.catalog.models import Guidance
from incidents.catalog.models.guidance import Situation
from incidents.command.actions.propose_rest import who_could_command
from incidents.command.blame import HINT, blames
from incidents.command.models import PutAway, Waiting
from incidents.comms.models import Promise
from incidents.oncall.models import Page, PageState
from incidents.record.models import Entry, Incident, Role
from incidents.record.models.entry import WRITTEN_BY_HAND, EntryKind
from incidents.record.stretches import commanding_since
from portal.people.models import User
from portal.web.times import duration

LATELY = timedelta(minutes=20)
OWN_WORDS = timedelta(minutes=5)
SOON = timedelta(minutes=5)
MOST_LINES = 60
MANY_DECISIONS = 4
ASKED_OFTEN = 2
_WORSE = re.compile(
    r"\b(?:(?:made|makes|making) (?:it|things|this) worse|rollback failed|got worse after)\b", re.I
)
_EXECUTIVES = re.compile(
    r"\b(?:CEO|CTO|CFO|COO|VP|executives?|the board (?:asks|wants)|leadership)\b"
)


@dataclass(frozen=True)
class Calm:
    """`key` is what is remembered when it is put away; one without is never remembered."""

    title: str
    text: str
    key: str = ""
    say: str = ""
    label: str = ""
    url: str = ""
    own_line: int = 0


def calm_line(
    incident: Incident, viewer: User, *, at: datetime, passed_over: int = 0
) -> Calm | None:
    """The first that holds and was not put away. `passed_over` is a line of one's own that
    shall stay as it is: the page remembers it, nothing else does."""
    if not incident.is_open:
        return None
    away = set(
        PutAway.objects.filter(person=viewer, incident=incident).values_list("line", flat=True)
    )
    told = _told(incident, viewer, at=at, passed_over=passed_over)
    return next((one for one in told if not one.key or one.key not in away), None)


def _told(incident: Incident, viewer: User, *, at: datetime, passed_over: int) -> Iterator[Calm]:
    lately = list(
        incident.entries.filter(recorded_at__gt=at - LATELY, by__isnull=False)
        .newest_first()
        .select_related("by")[:MOST_LINES]
    )
    names = sorted({str(one.by) for one in lately} | _names(incident))
    yield from _own_words(incident, lately, viewer, names, passed_over, at=at)
    yield from _waits(incident, viewer)
    commander = incident.holder_of(Role.COMMANDER)
    commands = commander is not None and commander.pk == viewer.pk
    if commands:
        yield from _rest(incident, viewer, at=at)
    yield from _word_due(incident, viewer, commands, at=at)
    said = {one.slug: one for one in Guidance.objects.all()}
    for slug, key in _situations(incident, lately, names, commander, viewer, at=at):
        if slug in said:
            yield Calm(said[slug].title, said[slug].text, key, said[slug].say)


def _names(incident: Incident) -> set[str]:
    held = incident.role_assignments.select_related("person")
    return {str(one.person) for one in held}


def _own_words(
    incident: Incident,
    lately: list[Entry],
    viewer: User,
    names: list[str],
    passed_over: int,
    *,
    at: datetime,
) -> Iterator[Calm]:
    """Only to its author, for some minutes, and not when it was corrected."""
    corrected = {one.corrects_id for one in lately}
    for one in lately:
        fresh = one.recorded_at > at - OWN_WORDS and one.pk not in corrected
        mine = one.by_id == viewer.pk and one.kind in (*WRITTEN_BY_HAND, EntryKind.CORRECTION)
        if mine and fresh and one.seq != passed_over and blames(one.body, names=names):
            yield Calm("What happened, not who", HINT, own_line=one.seq)
            return


def _waits(incident: Incident, viewer: User) -> Iterator[Calm]:
    waiting = Waiting.objects.live().filter(incident=incident).select_related("behind").first()
    if waiting is None:
        return
    before = waiting.behind
    seen = before and Incident.objects.visible_to(viewer).filter(pk=before.pk).exists()
    first = f" {before.reference} goes first." if before and seen else ""
    yield Calm(
        f"{incident.reference} waits",
        f"{waiting.reason.rstrip('.')}.{first} Its promises are kept all the same.",
        f"waits:{waiting.pk}",
        label="Board",
        url=reverse("command:board"),
    )


def _rest(incident: Incident, viewer: User, *, at: datetime) -> Iterator[Calm]:
    since = commanding_since(viewer, at=at)
    if since is None or at - since < timedelta(hours=incident.rules.command_hours):
        return
    proposed = who_could_command(instead_of=viewer, at=at)
    offer = f"{proposed} is on call and free." if proposed else "Ask a manager who could take over."
    person = f"&person={proposed.pk}" if proposed else ""
    address = reverse("command:handover", args=[incident.reference])
    yield Calm(
        f"You have commanded for {duration(at - since)}",
        f"{offer} Hand over while you are still calm.",
        f"rest:{since:%Y%m%d%H%M}",
        label="Hand over",
        url=f"{address}?role={Role.COMMANDER}{person}",
    )


def _word_due(incident: Incident, viewer: User, commands: bool, *, at: datetime) -> Iterator[Calm]:
    promise = Promise.objects.unsettled().for_incident(incident).soonest_first().first()
    if promise is None or not at <= promise.due_at <= at + SOON:
        return
    lead = incident.holder_of(Role.COMMUNICATIONS_LEAD)
    if commands or (lead is not None and lead.pk == viewer.pk):
        yield Calm(
            f"A word is due in {duration(promise.due_at - at)}",
            "“Still investigating, no change” is an update. Send it, then go on.",
            f"due:{promise.pk}",
            label="Write it",
            url=reverse("comms:updates", args=[incident.reference]),
        )


def _situations(
    incident: Incident,
    lately: list[Entry],
    names: list[str],
    commander: User | None,
    viewer: User,
    *,
    at: datetime,
) -> Iterator[tuple[str, str]]:
    """What happens, and the key by which it is put away."""
    silent = Page.objects.filter(
        incident=incident,
        state__in=(PageState.SILENT, PageState.DECLINED),
        asked_at__gt=at - LATELY,
    ).first()
    if silent is not None:
        yield Situation.UNAVAILABLE, f"unavailable:{silent.pk}"
    commands = commander is not None and commander.pk == viewer.pk
    blaming = {one.by_id for one in lately if blames(one.body, names=names)}
    if commands and len(blaming) > 1:
        yield Situation.CONFLICT, "conflict"
    worse = next((one for one in lately if _WORSE.search(one.body)), None)
    if worse is not None:
        yield Situation.ADVICE, f"advice:{worse.seq}"
    decided = [one for one in lately if one.kind == EntryKind.DECISION and commander == one.by]
    if not commands and len(decided) >= MANY_DECISIONS:
        yield Situation.STRESS, "stress"
    asked = sum(bool(_EXECUTIVES.search(one.body)) for one in lately)
    if asked >= ASKED_OFTEN and incident.holder_of(Role.EXECUTIVE_LIAISON) is None:
        yield Situation.EXECUTIVES, "executives"
    if incident.level <= 1:
        yield Situation.BREATHE, "breathe"
