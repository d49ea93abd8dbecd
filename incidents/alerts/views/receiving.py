"""The doors for whatever monitoring, CI/CD and chat send: authenticate, keep, answer."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from incidents.alerts.actions.receive_notification import receive_notification
from incidents.alerts.formats.format import Answer, Format, problem
from incidents.alerts.formats.reading import MOST_BYTES
from incidents.alerts.formats.shapes import Unreadable
from incidents.alerts.proving import Asked, NotProven, TooLarge, prove

RETRY_AFTER = "30"
UNAUTHORISED = 401


def receiver(form: Format) -> Callable[..., HttpResponse]:
    """The view of one format."""

    @require_POST
    @login_not_required
    @csrf_exempt
    def receive(request: HttpRequest) -> HttpResponse:
        try:
            return _answer(_receive(form, request))
        except OperationalError:
            return _busy(form, "The database does not answer. Send it again.")

    return receive


def _receive(form: Format, request: HttpRequest) -> Answer:
    asked = Asked(request, form)
    try:
        integration = prove(asked)
        said = {name: request.headers[name][:200] for name in form.keeps if name in request.headers}
        received = receive_notification(
            integration=integration, raw=asked.raw, said=said, form=form, by=None, at=timezone.now()
        )
    except NotProven as error:
        return problem(UNAUTHORISED, str(error))
    except TooLarge:
        return _too_large()
    except Unreadable as error:
        return form.refuse(error)
    return form.accept(received.arrived, received.reading, received.created)


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
