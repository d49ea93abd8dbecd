"""Slack's door, and the screen on which people link their account."""

import re
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from incidents.desk.actions.hear_command import hear_command
from incidents.desk.actions.link_slack import link_slack
from incidents.desk.models import SlackAccount
from incidents.desk.slack.buttons import NoClick, click_of, press
from incidents.desk.slack.links import Typist, link_url, typist_of
from incidents.desk.slack.signature import is_from_slack
from incidents.desk.slack.verbs import Refused, Typed, perform
from portal.people.models import User
from portal.web.access import allowed, asks_again

NAMES = ("team_id", "user_id", "user_name", "team_domain")
_ID = re.compile(r"[A-Z0-9]{1,19}")
LONGEST_TRIGGER = 160
DIRECT = "directmessage"
ABSENT = "Slack is not set up here: SLACK_SIGNING_SECRET must hold its app's signing secret."


@require_POST
@login_not_required
@csrf_exempt
def receive(request: HttpRequest) -> HttpResponse:
    """Signed by Slack on the raw bytes; the answer is for who typed alone."""
    now = timezone.now()
    if not settings.SLACK_SIGNING_SECRET:
        return _plain(ABSENT, status=503)
    try:
        body = request.body
    except RequestDataTooBig:
        return _plain("This is more than can be taken in.", status=413)
    if b"ssl_check=1" in body.split(b"&"):
        # Slack looks, unsigned, whether the certificate of this address is good.
        return HttpResponse(status=200)
    if not is_from_slack(
        body,
        timestamp=request.headers.get("X-Slack-Request-Timestamp", ""),
        signature=request.headers.get("X-Slack-Signature", ""),
        secret=settings.SLACK_SIGNING_SECRET,
        at=now,
    ):
        return _plain("The signature is missing, wrong or old.", status=401)
    form = QueryDict(body, encoding="utf-8")
    if "payload" in form:
        return _press(form["payload"], at=now)
    return _type(form, at=now)


def _type(form: QueryDict, *, at: datetime) -> HttpResponse:
    """A slash command, heard once."""
    trigger = form.get("trigger_id", "")
    typist = Typist(*(form.get(one, "")[:80] for one in NAMES))
    ids = (typist.team_id, typist.user_id)
    if not 0 < len(trigger) <= LONGEST_TRIGGER or not all(_ID.fullmatch(one) for one in ids):
        return _plain("This is no slash command.", status=400)
    said = hear_command(trigger_id=trigger, act=lambda: _answer(form, typist), at=at)
    return JsonResponse({"response_type": "ephemeral", "text": said})


def _press(payload: str, *, at: datetime) -> HttpResponse:
    """A button: Slack wants an empty answer within three seconds, the words come after."""
    try:
        click = click_of(payload)
    except NoClick as error:
        return _plain(str(error), status=400)
    if click is not None:
        hear_command(trigger_id=click.trigger_id, act=lambda: press(click, at=at), at=at)
    return HttpResponse(status=200)


def _answer(form: QueryDict, typist: Typist) -> str:
    account = SlackAccount.objects.filter(
        team_id=typist.team_id, user_id=typist.user_id, person__is_active=True
    ).select_related("person")
    known = account.first()
    if known is None:
        return (
            "I do not know yet who you are in Allclear. Open this link within 15 minutes, "
            f"signed in there: {link_url(typist)}"
        )
    typed = Typed(
        text=form.get("text", "").replace("\0", ""),
        by=known.person,
        at=timezone.now(),
        key=f"slack:{form['trigger_id']}",
        channel=form.get("channel_name", ""),
        alone=form.get("channel_name", "") == DIRECT,
    )
    try:
        with transaction.atomic():
            return perform(typed)
    except Refused as refusal:
        return str(refusal)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
@asks_again(lambda _: True)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks and changes nothing; POST links after the password was asked once more."""
    typist = typist_of(token)
    context = {"typist": typist, "section": "account"}
    if typist is None:
        return render(request, "incidents/desk/link_slack.html", context, status=410)
    if request.method != "POST":
        return render(request, "incidents/desk/link_slack.html", context)
    person = User.objects.get(pk=request.user.pk)
    link_slack(team_id=typist.team_id, user_id=typist.user_id, by=person, at=timezone.now())
    messages.success(request, f"Linked: what @{typist.user_name} types is done as {person}.")
    return redirect("people:account")


def _plain(text: str, *, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
