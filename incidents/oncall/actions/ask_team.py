"""Ask another team, or a vendor, for something they can begin with."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from incidents.catalog.models import Team, Vendor
from incidents.oncall.actions.ask_contact import ask_contact
from incidents.oncall.models import Cause, Delay, TeamDesk, TeamEscalation, TeamKind
from incidents.oncall.requests.clocks import FIX_DUE, set_clocks
from incidents.oncall.requests.contacts import contacts_of_team, contacts_of_vendor
from incidents.oncall.requests.lines import say
from incidents.oncall.requests.vagueness import Question, asking
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.mailing import spelled
from incidents.record.masking import masked
from incidents.record.models import Attachment, Entry, Incident
from portal.clock import clock
from portal.people.models import User
from portal.web.lines import one_line

LONGEST_HEADING = 120


class CannotAsk(ValueError):
    """Nobody can be asked for this incident, or nothing was asked."""


class AnswerInThePast(ValueError):
    """An answer cannot be owed before now."""


class TooVague(ValueError):
    """Nobody could begin with it; `questions` say what is missing. Asked again
    `as_it_is`, it is sent."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(" ".join(one.words for one in self.questions))


def time_to_answer(incident: Incident, vendor: Vendor | None = None) -> timedelta:
    """What the agreement says, else what the incident's policy says."""
    agreed = vendor.agreement_for(incident.level) if vendor else None
    minutes = agreed.answer_minutes if agreed else incident.rules.answer_minutes
    return timedelta(minutes=minutes)


@transaction.atomic
def ask_team(
    *,
    incident: Incident,
    problem: str,
    by: User | None,
    at: datetime,
    team: Team | None = None,
    vendor: Vendor | None = None,
    heading: str = "",
    details: Mapping[str, str] | None = None,
    effect: str = "",
    help_offered: str = "",
    entries: Iterable[Entry] = (),
    attachments: Iterable[Attachment] = (),
    answer_by: datetime | None = None,
    case_number: str = "",
    as_it_is: bool = False,
    key: str | None = None,
) -> TeamEscalation:
    """Send it to whoever is on call there, with its line, its clocks and the wait that begins
    to count; the same `key` twice is the first request. Secrets are hidden before anybody is
    told. Raises CannotAsk, AnswerInThePast or TooVague."""
    locked = lock_incident(incident=incident)
    known = TeamEscalation.objects.filter(incident=locked, key=key).first() if key else None
    if known is not None:
        return known
    kind = _kind(team, vendor)
    problem, effect = masked(problem.strip())[0], masked(effect.strip())[0]
    _check(locked, problem, answer_by, at=at)
    told = {label: masked(one_line(said))[0][:240] for label, said in (details or {}).items()}
    questions = asking(kind).questions(problem, told)
    if questions and not as_it_is:
        raise TooVague(questions)
    owed = answer_by or at + time_to_answer(locked, vendor)
    newest = TeamEscalation.objects.filter(incident=locked).aggregate(n=Max("number"))["n"] or 0
    request = TeamEscalation.objects.create(
        incident=locked,
        number=newest + 1,
        kind=kind,
        team=team,
        vendor=vendor,
        heading=_heading(heading or problem),
        problem=problem,
        details=[{"label": one, "answer": said} for one, said in told.items() if said],
        effect=effect,
        help_offered=masked(one_line(help_offered))[0][:240],
        sent_as_it_is=bool(questions),
        questioned=[one.text for one in questions],
        asked_at=at,
        asked_by=by,
        answer_by=owed,
        first_answer_by=owed,
        contacts=_contacts(team, vendor, at=at),
        case_number=one_line(case_number)[:80],
        fix_by=_fix_by(locked, vendor, at=at),
        key=key,
    )
    request.entries.set(one for one in entries if one.incident_id == locked.pk)
    request.attachments.set(one for one in attachments if one.incident_id == locked.pk)
    _begin(request, by=by, at=at)
    return request


def _kind(team: Team | None, vendor: Vendor | None) -> TeamKind:
    if vendor is not None and team is None:
        return TeamKind.VENDOR
    desk = TeamDesk.objects.filter(team=team).first() if team is not None else None
    if team is None or vendor is not None:
        raise CannotAsk("Say which team or vendor is asked, one of them.")
    return TeamKind(desk.kind) if desk else TeamKind.DEVELOPMENT


def _check(incident: Incident, problem: str, answer_by: datetime | None, *, at: datetime) -> None:
    if incident.has_ended:
        raise CannotAsk(f"{incident.reference} has ended; nobody needs to help any more.")
    if not problem:
        raise CannotAsk("Say what exactly is wrong, in a sentence.")
    if answer_by is not None and answer_by <= at:
        raise AnswerInThePast(
            f"{spelled(answer_by)} has passed: name a time they can still answer by."
        )


def _contacts(team: Team | None, vendor: Vendor | None, *, at: datetime) -> list[dict[str, object]]:
    found = contacts_of_vendor(vendor, at=at) if vendor else []
    if team is not None:
        found = contacts_of_team(team, at=at)
    if not found:
        raise CannotAsk(
            "Nobody is on call there and no manager is known: call them, and note who you reached."
        )
    return [dict(one) for one in found]


def _fix_by(incident: Incident, vendor: Vendor | None, *, at: datetime) -> datetime | None:
    agreed = vendor.agreement_for(incident.level) if vendor else None
    return at + timedelta(minutes=agreed.fix_minutes) if agreed and agreed.fix_minutes else None


def _heading(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST_HEADING else f"{line[: LONGEST_HEADING - 1].rstrip()}…"


def _begin(request: TeamEscalation, *, by: User | None, at: datetime) -> None:
    as_is = " Sent as it is." if request.sent_as_it_is else ""
    label = request.contact["label"]
    say(
        request,
        f"Asked {request.asked}: {request.problem} Goes to {label}; an answer is owed by "
        f"{spelled(request.answer_by)}.{as_is}",
        by=by,
        at=at,
    )
    Delay.objects.create(
        incident=request.incident,
        cause=Cause.VENDORS if request.vendor else Cause.PEOPLE,
        started_at=at,
        note=f"waiting for {request.asked}",
        escalation=request,
        by=by,
        recorded_at=at,
    )
    set_clocks(request, at=at)
    if request.fix_by is not None:
        clock.set(FIX_DUE, about=request, at=request.fix_by)
    ask_contact(request=request, by=by, at=at)
