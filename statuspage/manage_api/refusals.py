"""Refusals as Statuspage words them: ``{"error": "…"}``, or a list of what was wrong."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from statuspage.actions.add_subscriber import CannotAdd
from statuspage.actions.backfill_notice import NotPast
from statuspage.actions.define_component import NameTaken
from statuspage.actions.edit_notice import CannotEdit
from statuspage.actions.publish_report import ReportTooLong
from statuspage.actions.retract_notice import ReasonMissing
from statuspage.actions.settle_components import NoSuchComponent
from statuspage.actions.write_update import (
    NoSuchNotice,
    NothingToSay,
    NoticeEnded,
    StatusOutOfPlace,
)
from statuspage.leading import LedElsewhere
from statuspage.maintenance import UnusableWindow

UNKNOWN, NOT_FOUND, TOO_LARGE, UNUSABLE, TOO_MANY = 401, 404, 413, 422, 429
# What an action refuses is the program's to put right.
UNUSABLE_INPUT = (
    CannotAdd,
    CannotEdit,
    LedElsewhere,
    NameTaken,
    NotPast,
    NothingToSay,
    NoticeEnded,
    NoSuchComponent,
    ReasonMissing,
    ReportTooLong,
    StatusOutOfPlace,
    UnusableWindow,
)


class Refused(Exception):
    """An answer that is no success, in words."""

    def __init__(self, status: int, *words: str) -> None:
        super().__init__(status, *words)
        self.status = status
        self.words = words


class NotThere(Refused):
    """It does not exist, or not for programs."""

    def __init__(self, what: str) -> None:
        super().__init__(NOT_FOUND, f"There is no such {what}.")


def unusable(*words: str) -> Refused:
    return Refused(UNUSABLE, *words)


def refuse_in_words(api: NinjaAPI) -> None:
    """Teach the API to answer with these."""
    words: dict[type[Exception], Callable[[Any], tuple[int, Sequence[str]]]] = {
        Refused: lambda refusal: (refusal.status, refusal.words),
        AuthenticationError: lambda _: (UNKNOWN, ["Could not authenticate"]),
        ValidationError: lambda error: (UNUSABLE, [_words(one) for one in error.errors]),
        HttpError: lambda error: (error.status_code, [str(error)]),
        SuspiciousOperation: lambda _: (TOO_LARGE, ["This is more than can be taken in."]),
        NoSuchNotice: lambda error: (NOT_FOUND, [str(error)]),
        **dict.fromkeys(UNUSABLE_INPUT, lambda error: (UNUSABLE, [str(error)])),
    }
    for kind, answer in words.items():
        api.add_exception_handler(kind, partial(_answer, api, answer))


def _answer(
    api: NinjaAPI,
    words_of: Callable[[Any], tuple[int, Sequence[str]]],
    request: HttpRequest,
    error: Exception,
) -> HttpResponse:
    status, words = words_of(error)
    said = list(words) if status == UNUSABLE else words[0]
    response = api.create_response(request, {"error": said}, status=status)
    if status == TOO_MANY:
        response["Retry-After"] = "60"
    if status == UNKNOWN:
        response["WWW-Authenticate"] = "OAuth"
    return response


def _words(error: dict[str, object]) -> str:
    """ "component.name: Field required" """
    place = error.get("loc")
    names = [str(one) for one in place] if isinstance(place, list | tuple) else []
    return f"{'.'.join(names[1:] if len(names) > 1 else names)}: {error.get('msg')}"
