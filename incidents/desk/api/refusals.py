"""What actions refuse, in the words screens show."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.exceptions import ValidationError as FieldsRefused
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from incidents.catalog.models import UnknownSeverity
from incidents.command.actions.answer_check_in import NothingToAnswer
from incidents.command.actions.close_incident import NotYet
from incidents.command.actions.declare_incident import NoTitle, OverruledWithoutReason
from incidents.command.actions.hand_over_role import HeldByAnother, MayNotAssign, NoHandover
from incidents.command.actions.invite_advisor import CannotAdvise
from incidents.command.actions.let_wait import CannotWait
from incidents.command.actions.merge_incidents import CannotMerge
from incidents.command.actions.resolve_incident import NobodyTold, NotVerified
from incidents.command.actions.take_coordination import MayNotCoordinate
from incidents.comms.actions.issue_briefing import CannotBrief
from incidents.comms.actions.stretch_cadence import CannotStretch
from incidents.comms.words import CannotTell, SomebodyWasQuicker
from incidents.desk.actions.answer_once import OtherRequest, StillAnswering
from incidents.desk.api.problem import Refused, problem
from incidents.mitigation.refusals import CannotCheck, OnlyTheCommander
from incidents.oncall.actions.acknowledge_page import AlreadyAnswered
from incidents.oncall.actions.ask_permission import CannotAskPermission
from incidents.oncall.actions.ask_team import AnswerInThePast, CannotAsk, TooVague
from incidents.oncall.actions.decide_permission import CannotDecide
from incidents.oncall.actions.override_duty import AlreadyOverridden, CannotOverride
from incidents.oncall.actions.page_person import CannotPage
from incidents.oncall.actions.pass_on_request import NobodyLeft
from incidents.oncall.actions.record_delay import NoDelay
from incidents.oncall.actions.remind_team import RemindedAlready
from incidents.oncall.actions.settle_request import NoAnswer
from incidents.oncall.requests.locks import AlreadySettled
from incidents.publishing import NotForCustomers
from incidents.record.actions.add_entry import EmptyEntry
from incidents.record.actions.add_task import NoTask
from incidents.record.actions.assign_role import CannotSee
from incidents.record.actions.change_level import NoReason, SameLevel
from incidents.record.actions.judge_change import OfAnother
from incidents.record.actions.judge_hypothesis import NoVerdict
from incidents.record.actions.leave_role import NobodyHoldsIt
from incidents.record.actions.link_incidents import CannotLink
from incidents.record.actions.record_change import NoChange
from incidents.record.actions.record_impact import NothingKnown
from incidents.record.actions.set_bridge import NotALink
from incidents.record.checkpoints import CheckpointPassed
from incidents.record.models import AdvisorsOnlyRead, IllegalTransition, StaleVersion
from incidents.record.models.task import TaskEnded

# The program's to put right, with the field it is about.
UNUSABLE: dict[type[Exception], str] = {
    AdvisorsOnlyRead: "",
    CannotAdvise: "person",
    CannotWait: "reason",
    MayNotCoordinate: "",
    AnswerInThePast: "answer_by",
    CannotAsk: "to",
    CannotAskPermission: "",
    CannotDecide: "decision",
    NoAnswer: "words",
    NoDelay: "minutes",
    TooVague: "problem",
    CannotCheck: "",
    CheckpointPassed: "checkpoint_at",
    CannotLink: "other",
    CannotMerge: "into",
    CannotPage: "person",
    CannotSee: "person",
    CannotStretch: "",
    EmptyEntry: "body",
    MayNotAssign: "person",
    NotALink: "url",
    NoChange: "title",
    NoHandover: "handover",
    NoReason: "reason",
    NoTask: "text",
    NoTitle: "title",
    NoVerdict: "reason",
    NobodyHoldsIt: "role",
    NobodyTold: "words",
    NotForCustomers: "audiences",
    NotVerified: "verified",
    NotYet: "reason",
    NothingKnown: "",
    OfAnother: "change",
    OnlyTheCommander: "",
    OverruledWithoutReason: "reason",
    SameLevel: "severity",
    UnknownSeverity: "severity",
}
# Others were quicker, or the incident has gone on.
CONFLICTS = (
    AlreadyAnswered,
    AlreadySettled,
    AlreadyOverridden,
    HeldByAnother,
    IllegalTransition,
    NobodyLeft,
    NothingToAnswer,
    RemindedAlready,
    SomebodyWasQuicker,
    TaskEnded,
)

Answer = Callable[[Any], HttpResponse]


def refuse_in_words(api: NinjaAPI) -> None:
    """Teach the API to answer with these."""
    words: dict[type[Exception], Answer] = {
        Refused: lambda one: problem(one.status, one.kind, one.detail, **one.more),
        AuthenticationError: lambda _: problem(
            401, "token", "Send a token that is good, as Authorization: Bearer ack_…"
        ),
        Http404: lambda _: problem(404, "not-found", "There is no such thing, or not for you."),
        HttpError: lambda _: problem(400, "unreadable", "Send one JSON object in UTF-8."),
        SuspiciousOperation: lambda _: problem(
            413, "too-large", "A request may hold 512 KB. Send less."
        ),
        ValidationError: _invalid,
        FieldsRefused: _fields_refused,
        CannotTell: lambda one: _unusable(one, one.field),
        CannotBrief: lambda one: _unusable(one, one.field),
        CannotOverride: lambda one: _unusable(one, one.field),
        StaleVersion: lambda one: problem(409, "stale", str(one), changes=one.changes),
        OtherRequest: lambda one: problem(422, "key-reused", str(one)),
        StillAnswering: lambda one: problem(409, "in-progress", str(one)),
        OperationalError: lambda _: problem(
            503, "unavailable", "The database does not answer. Send it again in a moment."
        ),
        **dict.fromkeys(CONFLICTS, lambda one: problem(409, "conflict", str(one))),
        **dict.fromkeys(UNUSABLE, lambda one: _unusable(one, UNUSABLE[type(one)])),
    }
    for kind, answer in words.items():
        api.add_exception_handler(kind, _handler(answer))


def _handler(answer: Answer) -> Callable[[HttpRequest, Any], HttpResponse]:
    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(error)

    return handle


def _unusable(error: Exception, field: str) -> HttpResponse:
    errors = [{"field": field, "detail": str(error)}] if field else []
    return problem(422, "refused", str(error), errors=errors)


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [{"field": _place(one), "detail": _words(one)} for one in error.errors]
    detail = "; ".join(f"{one['field']}: {one['detail']}" for one in errors[:5])
    return problem(422, "invalid", detail or "Look at the description.", errors=errors)


def _place(error: dict[str, Any]) -> str:
    """ "answers.users" of ("body", "body", "answers", "users")."""
    places = [str(one) for one in error.get("loc", ())]
    named = places[2:] if places[:2] == ["body", "body"] else places[1:]
    return ".".join(named)


def _words(error: dict[str, Any]) -> str:
    return str(error.get("msg", "")).removeprefix("Value error, ")


def _fields_refused(error: FieldsRefused) -> HttpResponse:
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    errors = [{"field": name, "detail": " ".join(said)} for name, said in found.items()]
    return problem(422, "refused", " ".join(error.messages), errors=errors)
