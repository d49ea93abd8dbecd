"""Answering a page: by its signed link, or signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.decline_page import decline_page
from incidents.oncall.actions.say_still_on_it import say_still_on_it
from incidents.oncall.models import DeclineReason, Page
from incidents.oncall.models.page import PageQuerySet
from incidents.oncall.paging.answering import AlreadyAnswered
from incidents.oncall.paging.links import page_of
from portal.people.models import User

CONFLICT, GONE = 409, 410
SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link is the right, so it needs neither sign-in nor CSRF token. GET and
    HEAD show the question and change nothing: mail scanners follow links. Who is signed in
    as somebody else does not answer in their place."""
    page = page_of(token)
    if page is None:
        return _private(render(request, "incidents/oncall/link_unusable.html", status=GONE))
    if request.user.is_authenticated and request.user.pk != page.person_id:
        context = {"page": page, "reader": request.user}
        return _private(
            render(request, "incidents/oncall/link_of_another.html", context, status=CONFLICT)
        )
    refusal = ""
    if request.method == "POST":
        try:
            _answer(page, request, via="link")
        except AlreadyAnswered as error:
            refusal = str(error)
        page.refresh_from_db()
    return _private(render(request, "incidents/oncall/answer.html", _shown(page, refusal)))


@require_POST
def answer_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the person who was paged answers."""
    page = Page.objects.filter(pk=pk, person_id=request.user.pk).first()
    if page is None:
        raise Http404("No such page.")
    try:
        _answer(page, request, via="portal")
    except AlreadyAnswered:
        """Answered a moment ago, by link or twice: the room shows it."""
    return redirect(page.incident.get_absolute_url())


def _answer(page: Page, request: HttpRequest, *, via: str) -> None:
    word, now = request.POST.get("answer", ""), timezone.now()
    if word == "still_on_it":
        say_still_on_it(page=page, by=page.person, at=now, via=via)
    elif word == "decline":
        because = request.POST.get("because", "")
        decline_page(page=page, by=page.person, at=now, via=via, because=because)
    else:
        acknowledge_page(page=page, by=page.person, at=now, via=via)


def _shown(page: Page, refusal: str) -> dict[str, object]:
    """What is broken, since when, and who is there already."""
    others = Page.objects.filter(incident=page.incident).exclude(pk=page.pk)
    return {
        "page": page,
        "incident": page.incident,
        "refusal": refusal,
        "reasons": DeclineReason.choices,
        "services": page.incident.services.all(),
        "coming": _people(others.coming()),
        "asked": _people(others.waiting()),
        "now": timezone.now(),
    }


def _people(pages: PageQuerySet) -> list[User]:
    """Each once, however often they were called."""
    found = {one.person_id: one.person for one in pages.select_related("person").in_order()}
    return list(found.values())[:SHOWN]


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response
