"""Answering a page: by its signed link, or signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from incidents.oncall.actions.acknowledge_page import AlreadyAnswered, acknowledge_page
from incidents.oncall.actions.decline_page import decline_page
from incidents.oncall.links import page_of
from incidents.oncall.models import Page, PageState


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link is the right, so it needs neither sign-in nor CSRF token. GET and
    HEAD show the question and change nothing: mail scanners follow links."""
    page = page_of(token)
    if page is None:
        return _private(render(request, "incidents/oncall/link_unusable.html", status=410))
    refusal = ""
    if request.method == "POST":
        try:
            _answer(page, request.POST.get("answer", ""), via="link")
        except AlreadyAnswered as error:
            refusal = str(error)
        page.refresh_from_db()
    context = {"page": page, "incident": page.incident, "refusal": refusal, "states": PageState}
    return _private(render(request, "incidents/oncall/answer.html", context))


@require_POST
def answer_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the person who was paged answers."""
    page = Page.objects.filter(pk=pk, person_id=request.user.pk).first()
    if page is None:
        raise Http404("No such page.")
    try:
        _answer(page, request.POST.get("answer", ""), via="portal")
    except AlreadyAnswered:
        """Answered a moment ago, by link or twice: the room shows it."""
    return redirect(page.incident.get_absolute_url())


def _answer(page: Page, word: str, *, via: str) -> None:
    act = decline_page if word == "decline" else acknowledge_page
    act(page=page, by=page.person, at=timezone.now(), via=via)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response
