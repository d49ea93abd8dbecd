"""How a screen answers those who advise and write."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from incidents.record.models import AdvisorsOnlyRead

REFUSED = 422
# What belongs to a form and not to its words.
OF_THE_FORM = {"csrfmiddlewaretoken", "key", "version", "seen"}


class ReadingOnly:
    """Any verb of an incident may meet this refusal, so it is told in one place, with what was
    typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, AdvisorsOnlyRead):
            return None
        context = {
            "incident": error.incident,
            "says": str(error),
            "typed": list(_words(request)),
            "section": "incidents",
        }
        answer = render(request, "incidents/command/only_reads.html", context, status=REFUSED)
        answer["HX-Retarget"] = answer["HX-Reselect"] = "#main"
        answer["HX-Reswap"] = "outerHTML"
        return answer


def _words(request: HttpRequest) -> list[str]:
    """What was written in sentences; choices and numbers are chosen again in a moment."""
    return [
        words
        for name, words in request.POST.items()
        if name not in OF_THE_FORM and isinstance(words, str) and " " in words.strip()
    ]
