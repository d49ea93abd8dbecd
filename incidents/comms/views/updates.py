"""Writing to people."""

from datetime import datetime
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents import publishing
from incidents.comms import composer
from incidents.comms.actions.keep_draft import drop_draft, keep_draft
from incidents.comms.actions.post_update import post_update
from incidents.comms.actions.say_no_change import say_no_change
from incidents.comms.actions.schedule_update import schedule_update
from incidents.comms.beginning import limits_of, newest_number
from incidents.comms.drafts import said_meanwhile
from incidents.comms.forms import UpdateForm
from incidents.comms.models import Audience, Stage, Update
from incidents.comms.remarks import hosts_for_customers, remarks_on
from incidents.comms.views.showing import own_words, show
from incidents.comms.words import CannotTell, SomebodyWasQuicker
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed, asks_again

CONFLICT, REFUSED = 409, 422
MANY = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")  # type: ignore[arg-type]
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def updates(request: HttpRequest, reference: str) -> HttpResponse:
    if request.method == "POST":
        return send(request, reference)
    incident = incident_for(cast(User, request.user), reference)
    return show(request, incident, start=request.GET.get("start", ""))


def _mails_many(request: HttpRequest) -> bool:
    """Whether this would go to more inboxes than a slip of the hand may reach."""
    chosen = [one for one in request.POST.getlist("audiences") if one.isdecimal()]
    mailed = bool(request.POST.get("tell_subscribers")) and (
        Audience.objects.filter(pk__in=chosen, public=True).exists()
    )
    everywhere = [one.public_id for one in publishing.components()]
    return mailed and publishing.subscriber_count(everywhere) > MANY


@allowed("comms.send_update")
@asks_again(_mails_many)
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Two people at once: the second gets 409 with what the first wrote, and keeps the text."""
    user, now = cast(User, request.user), timezone.now()
    incident = incident_for(user, reference)
    form = composer.form_for(incident, user, now=now, data=request.POST)
    if not form.is_valid():
        return show(request, incident, form=form, status=REFUSED)
    hosts = hosts_for_customers(form)
    if hosts and request.POST.get("meant", "") != hosts:
        form = _meaning(incident, user, request.POST, hosts)
        form.add_error(
            None,
            f"Customers would read {hosts}, which names a machine of ours. Take it out, or press "
            "Send update again if they should read it.",
        )
        return show(request, incident, form=form, status=REFUSED)
    try:
        with transaction.atomic():
            _send_or_schedule(incident, form, user, now=now)
            drop_draft(incident=incident, by=user, at=now)
    except SomebodyWasQuicker as refusal:
        form = _having_read(incident, user, request.POST)
        form.add_error(None, str(refusal))
        newest = Update.objects.by_people().filter(incident=incident).newest_first()[0]
        quicker = {"update": newest, "told": said_meanwhile(newest, form)}
        return show(request, incident, form=form, status=CONFLICT, quicker=quicker)
    except CannotTell as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return show(request, incident, form=form, status=REFUSED)
    except publishing.NotForCustomers as refusal:
        form.add_error("audiences", str(refusal))
        return show(request, incident, form=form, status=REFUSED)
    return redirect("comms:updates", reference=reference)


def _having_read(incident: Incident, user: User, data: QueryDict) -> UpdateForm:
    """The same form, knowing the newest update: sending it again is meant."""
    again = data.copy()
    again["after"] = str(newest_number(incident))
    return composer.form_for(incident, user, now=timezone.now(), data=again)


def _send_or_schedule(incident: Incident, form: UpdateForm, user: User, *, now: datetime) -> None:
    typed = form.cleaned_data
    stage = typed["stage"] or Stage.UPDATE
    situation = typed["public_status"] or "investigating"
    if typed["send_at"]:
        schedule_update(
            incident=incident,
            due_at=typed["send_at"],
            stage=stage,
            situation=situation,
            wordings=form.wordings({}),
            title=typed["title"],
            components=form.component_states(),
            tell_subscribers=typed["tell_subscribers"],
            by=user,
            at=now,
        )
        return
    post_update(
        incident=incident,
        stage=stage,
        wordings=form.wordings(limits_of(incident, now=now)),
        key=f"form:{typed['key']}",
        by=user,
        at=now,
        public_status=situation,
        component_states=form.component_states(),
        tell_subscribers=typed["tell_subscribers"],
        title=typed["title"],
        after=typed["after"],
    )


def _meaning(incident: Incident, user: User, data: QueryDict, hosts: str) -> UpdateForm:
    """The same form, with what was warned of: sending it again is meant."""
    again = data.copy()
    again["meant"] = hosts
    return composer.form_for(incident, user, now=timezone.now(), data=again)


@require_POST
@allowed("comms.send_update")
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """What would be sent: the part that changed, or the whole page without JavaScript."""
    user, now = cast(User, request.user), timezone.now()
    incident = incident_for(user, reference)
    form = composer.form_for(incident, user, now=now, data=request.POST)
    fields = {name: [str(one) for one in values] for name, values in request.POST.lists()}
    draft = keep_draft(incident=incident, fields=fields, by=user, at=now)
    texts = composer.preview_of(incident, form, user, now=now)
    if not request.headers.get("HX-Request"):
        return show(request, incident, form=form, preview=texts)
    chips = composer.audience_chips(incident, form)
    remarks = remarks_on(incident, form, now=now)
    context: dict[str, Any] = {
        "incident": incident,
        "own_words": own_words(form, "", remarks),
        "preview": texts,
        "chat": composer.chat_of(incident, form, user, now=now),
        "now": now,
        "opens_notice": composer.asks_for_title(incident, form),
        "remarks": remarks,
        "reach": composer.reach(chips, form),
        "form": form,
        "draft": draft,
        "live": True,
    }
    return render(request, "incidents/comms/_preview.html", context)


@require_POST
@allowed("comms.send_update")
def no_change(request: HttpRequest, reference: str) -> HttpResponse:
    """One click: a person says that nothing has changed, to all who wait for a word."""
    user = cast(User, request.user)
    incident = incident_for(user, reference)
    after = request.POST.get("after", "")
    try:
        say_no_change(
            incident=incident,
            key=f"no-change:{request.POST.get('key', '')[:80]}",
            by=user,
            at=timezone.now(),
            after=int(after) if after.isdecimal() else None,
        )
    except SomebodyWasQuicker as refusal:
        messages.error(request, str(refusal))
        return show(request, incident, status=CONFLICT)
    except CannotTell as refusal:
        messages.error(request, str(refusal))
        return show(request, incident, status=REFUSED)
    return redirect("comms:updates", reference=reference)


@require_safe
@allowed("record.view_incidents")
def promises(request: HttpRequest, reference: str) -> HttpResponse:
    """The promises and their countdowns as they stand now."""
    now = timezone.now()
    incident = incident_for(cast(User, request.user), reference)
    context = {
        "incident": incident,
        "now": now,
        "audiences": composer.countdowns_of(incident),
        "live": True,
        **composer.promises_shown(incident, now=now),
    }
    return render(request, "incidents/comms/_promises.html", context)
