"""Writing to the public: a new notice, or the next update of one."""

import uuid
from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.models import User
from portal.web.access import allowed
from portal.web.paging import newest_first
from statuspage.actions.fill_template import fill_template
from statuspage.actions.open_notice import open_notice
from statuspage.actions.settle_components import NoSuchComponent
from statuspage.actions.tell_subscribers import SEVERE, is_severe
from statuspage.actions.write_next_update import SomebodyWasQuicker, write_next_update
from statuspage.actions.write_update import (
    NoSuchNotice,
    NothingToSay,
    NoticeEnded,
    StatusOutOfPlace,
)
from statuspage.desk.composing import PARTS, NoticeForm
from statuspage.desk.lint import remarks_on
from statuspage.desk.previewing import preview_of
from statuspage.desk.reach import reach
from statuspage.leading import LedElsewhere, led_from
from statuspage.models import Component, Notice, NoticeTemplate, NoticeUpdate, Page
from statuspage.models.notice import ENDED

CONFLICT, REFUSED = 409, 422
REFUSALS = (
    NothingToSay,
    NoSuchComponent,
    NoticeEnded,
    StatusOutOfPlace,
    NoSuchNotice,
    LedElsewhere,
)


@require_safe
@allowed("statuspage.publish_notice")
def notices(request: HttpRequest) -> HttpResponse:
    """Everything ever said, newest first, also what was retracted."""
    page = newest_first(
        Notice.objects.prefetch_related("audiences"),
        field="started_at",
        after=request.GET.get("after", ""),
    )
    context = {
        "listing": page.rows,
        "next": f"?after={page.cursor}" if page.cursor else "",
        "room": "notices",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def compose(request: HttpRequest) -> HttpResponse:
    """Publish something new; `?template=` begins with prepared words."""
    now, user = timezone.now(), cast(User, request.user)
    if request.method != "POST":
        return _show(request, _form(request, None, initial=_begin(request)))
    form = _form(request, None)
    if not form.is_valid():
        return _show(request, form, status=REFUSED)
    try:
        notice = open_notice(
            title=form.said("title"),
            words=form.words(),
            started_at=now,
            key=f"desk:{form.said('key')}",
            by_name=user.get_full_name(),
            at=now,
            audiences=list(form.cleaned_data["audiences"]),
            titles=form.titles(),
        )
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form, status=REFUSED)
    return redirect("status_desk:notice", public_id=notice.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two people at once: the second gets 409 with what the first wrote, and keeps the text."""
    found = get_object_or_404(_with_words(), public_id=public_id)
    if request.method != "POST":
        return _show(request, _form(request, found, initial=_as_it_is(found)))
    now, user = timezone.now(), cast(User, request.user)
    form = _form(request, found)
    if not form.is_valid():
        return _show(request, form, status=REFUSED)
    try:
        write_next_update(
            public_id=public_id,
            after=form.said("after"),
            words=form.words(),
            key=f"desk:{form.said('key')}",
            by_name=user.get_full_name(),
            at=now,
        )
    except SomebodyWasQuicker as refusal:
        again = request.POST.copy()
        again["after"] = refusal.update.public_id
        form = _form(request, found, data=again)
        form.add_error(None, str(refusal))
        return _show(request, form, status=CONFLICT, newest=refusal.update)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form, status=REFUSED)
    return redirect("status_desk:notice", public_id=public_id)


@require_POST
@allowed("statuspage.publish_notice")
def preview(request: HttpRequest) -> HttpResponse:
    """What would be published: the part that changed, or the whole page without JavaScript."""
    public_id = request.POST.get("notice", "")
    found = get_object_or_404(Notice, public_id=public_id) if public_id else None
    form = _form(request, found)
    form.is_valid()
    if not request.headers.get("HX-Request"):
        return _show(request, form)
    return render(request, "statuspage/desk/_preview.html", {"live": True, **_seen(form)})


def _form(
    request: HttpRequest,
    found: Notice | None,
    *,
    initial: dict[str, Any] | None = None,
    data: Any = None,
) -> NoticeForm:
    components = Component.objects.filter(visible=True)
    if found is not None and not found.audiences.exists():
        components = Component.objects.public()
    posted = data if data is not None else (request.POST if request.method == "POST" else None)
    return NoticeForm(
        posted,
        page=Page.objects.the_page(),
        components=components.in_order(),
        now=timezone.now(),
        notice=found,
        initial=initial,
    )


def _with_words() -> QuerySet[Notice]:
    """Notices with everything said of them, newest first, and what it said before."""
    words = NoticeUpdate.objects.order_by("-display_at", "-pk").prefetch_related("edits")
    said: Any = Prefetch("updates", queryset=words)
    return Notice.objects.prefetch_related("audiences", said)


def _begin(request: HttpRequest) -> dict[str, Any]:
    chosen = request.GET.get("template", "")
    found = NoticeTemplate.objects.filter(public_id=chosen, kind="incident").first()
    initial: dict[str, Any] = {"key": uuid.uuid4().hex, "status": "investigating"}
    if found is None:
        return initial
    filled = fill_template(template=found, values={}, at=timezone.now())
    return {
        **initial,
        "title": filled.title,
        "status_text": filled.text,
        "status": found.status,
        "tell": found.tell,
    }


def _as_it_is(found: Notice) -> dict[str, Any]:
    newest = max(found.updates.all(), key=lambda one: one.pk, default=None)
    return {
        "key": uuid.uuid4().hex,
        "after": newest.public_id if newest else "",
        "status": "monitoring" if found.status in ENDED else found.status,
    }


def _seen(form: NoticeForm) -> dict[str, Any]:
    """The preview, the remarks and the reach of what is typed."""
    texts = {name: form.said(name) for name in (*PARTS, "title")} if form.is_bound else {}
    named = set(form.component_states()) if form.is_bound else set()
    found = form.notice
    components = [one for one in form.components if one.public_id in named]
    private = bool(form.cleaned_data.get("audiences")) if form.is_bound else False
    if found is not None:
        private = private or found.audiences.exists()
        components += [one.component for one in found.affected.select_related("component")]
    return {
        "form": form,
        "notice": found,
        "as_read": preview_of(form, at=timezone.now()) if form.is_bound else None,
        "remarks": remarks_on(texts, expected=("impact_text", "action_text")),
        "private": private,
        "told": form["tell"].value(),
        "reach": reach(
            notice=found,
            components=components,
            private=private or form.page.private,
            maintenance=found is not None and found.is_maintenance,
            severe=_is_severe(form),
            ends=form.is_bound and form.ends,
        ),
    }


def _is_severe(form: NoticeForm) -> bool:
    """Whether it is, or was, a partial or major outage."""
    said = set(form.component_states().values()) if form.is_bound else set()
    return bool(said & set(SEVERE)) or (form.notice is not None and is_severe(form.notice))


def _show(
    request: HttpRequest, form: NoticeForm, *, status: int = 200, newest: Any = None
) -> HttpResponse:
    found = form.notice
    led = led_from(found) if found else None
    context = {
        **({"form": form, "notice": found} if led and not form.is_bound else _seen(form)),
        "newest": newest,
        "now": timezone.now(),
        "room": "notices",
        "section": "status-page",
        "templates": []
        if found
        else NoticeTemplate.objects.filter(kind="incident").order_by("name"),
        "updates": found.updates.all() if found else [],
        "may_write": found is None or found.retracted_at is None,
        "led": led,
    }
    name = "notice" if found else "compose"
    return render(request, f"statuspage/desk/{name}.html", context, status=status)
