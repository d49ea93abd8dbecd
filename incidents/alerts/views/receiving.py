"""The doors for whatever monitoring, CI/CD and chat send: authenticate, keep, answer."""

import logging
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from incidents.alerts.actions.note_refusal import note_refusal
from incidents.alerts.actions.receive_notification import receive_notification
from incidents.alerts.formats.format import UNAUTHORISED, Answer, Format, problem
from incidents.alerts.formats.reading import MOST_BYTES
from incidents.alerts.formats.shapes import Unreadable
from incidents.alerts.intake.pacing import take_one
from incidents.alerts.intake.proving import Asked, TooLarge, prove
from incidents.alerts.intake.unproven import NotProven
from incidents.alerts.models import Integration

logger = logging.getLogger("allclear.alerts")
RETRY_AFTER = "30"


def receiver(form: Format) -> Callable[..., HttpResponse]:
    """The view of one format."""

    @require_POST
    @login_not_required
    @csrf_exempt
    def receive(request: HttpRequest) -> HttpResponse:
        try:
            return _receive(Asked(request, form, timezone.now()))
        except OperationalError as error:
            logger.warning("%s was asked to come again: %s", form.path, error)
            return _busy(form, "The database does not answer. Send it again.")
        except UnreadablePostError:
            return _answer(problem(400, "The body broke off. Send it again."))

    return receive


def _receive(asked: Asked) -> HttpResponse:
    integration = None
    try:
        integration = prove(asked)
        if not take_one(integration, at=asked.at):
            return _busy(asked.form, "More came within a minute than is taken. Come again later.")
        received = receive_notification(
            integration=integration,
            raw=asked.body,
            said=asked.kept_headers(),
            form=asked.form,
            by=None,
            at=asked.at,
        )
    except NotProven as error:
        return _not_taken(asked, error.suspect, asked.form.unproven(str(error)), str(error))
    except TooLarge:
        return _not_taken(asked, integration, _too_large(), "It holds more than 512 KB.")
    except Unreadable as error:
        return _not_taken(asked, integration, asked.form.refuse(error), str(error))
    return _answer(asked.form.accept(received.arrived, received.reading, received.created))


def _not_taken(
    asked: Asked, integration: Integration | None, answer: Answer, why: str
) -> HttpResponse:
    if integration is not None:
        raw = asked.read_so_far if answer.status != UNAUTHORISED else b""
        note_refusal(integration=integration, status=answer.status, why=why, raw=raw, at=asked.at)
    return _answer(answer)


def _too_large() -> Answer:
    return problem(413, f"A notification may hold {MOST_BYTES // 1024} KB. Send smaller groups.")


def _busy(form: Format, why: str) -> HttpResponse:
    answer = _answer(problem(form.busy, why))
    answer["Retry-After"] = RETRY_AFTER
    return answer


def _answer(answer: Answer) -> HttpResponse:
    response = JsonResponse(answer.body, status=answer.status)
    response["Content-Type"] = answer.content_type
    if answer.status == UNAUTHORISED:
        response["WWW-Authenticate"] = "Bearer"
    return response
