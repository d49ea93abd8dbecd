"""Who is told, and what became of it."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.actions.audit import audit
from portal.people.models import User
from portal.post.lately import sent_lately
from portal.web.access import allowed, asks_again
from portal.web.limits import hidden, take
from portal.web.paging import newest_first
from statuspage.actions.add_subscriber import CannotAdd, add_subscriber
from statuspage.actions.ask_confirmation import ask_confirmation
from statuspage.actions.change_subscription import resume_subscription
from statuspage.actions.import_subscribers import import_subscribers
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.desk.listing import AddForm, ImportForm, Read, read_list, written_list
from statuspage.models import Component, Page, Subscriber, SubscriberChannel, SubscriberState

REFUSED = 422
SHOWN = 100


@require_safe
@allowed("statuspage.manage_subscribers")
def subscribers(request: HttpRequest) -> HttpResponse:
    return _show(request, AddForm())


@require_POST
@allowed("statuspage.manage_subscribers")
def add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if form.is_valid():
        try:
            made = add_subscriber(
                by=cast(User, request.user), at=timezone.now(), **form.cleaned_data
            )
        except CannotAdd as refusal:
            form.add_error("address", str(refusal))
        else:
            return redirect("status_desk:subscriber", subscriber_id=made.pk)
    return _show(request, form, code=REFUSED)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.manage_subscribers")
def bring_in(request: HttpRequest) -> HttpResponse:
    """Every line is tried first; a list with a refused line changes nothing."""
    form = ImportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show_import(request, form, None, code=REFUSED if form.is_bound else 200)
    page = Page.objects.the_page()
    components = Component.objects.public().in_order()
    read = read_list(form.cleaned_data["rows"], page=page, components=components)
    if read.refusals or not request.POST.get("confirmed"):
        return _show_import(request, form, read, code=REFUSED if read.refusals else 200)
    added, passed = import_subscribers(
        rows=read.rows,
        by=cast(User, request.user),
        at=timezone.now(),
        consent=form.cleaned_data["consent"],
    )
    messages.success(request, f"{added:,} added, {len(passed):,} passed over.")
    for reason in passed[:5]:
        messages.info(request, reason)
    return redirect("status_desk:subscribers")


@require_POST
@allowed("statuspage.manage_subscribers")
@asks_again(lambda _: True)  # type: ignore[arg-type]
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The chosen ones as CSV, after a password or a code once more; audited."""
    found = _filtered(request.POST)
    audit(
        by=cast(User, request.user),
        at=timezone.now(),
        verb="exported",
        subject="statuspage.subscriber",
        subject_name="Subscribers",
        after={"count": found.count(), "filter": _chosen(request.POST)},
    )
    rows = found.order_by("pk").prefetch_related("components__group").iterator(chunk_size=500)
    answer = StreamingHttpResponse(written_list(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="subscribers.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@allowed("statuspage.manage_subscribers")
def subscriber(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    """What one asked for, and what was sent."""
    found = get_object_or_404(Subscriber.objects.select_related("only_notice"), pk=subscriber_id)
    context = {
        "subscriber": found,
        "components": found.components.select_related("group"),
        "groups": found.groups.all(),
        "sent": sent_lately(channel=found.channel, address=found.address, most=50),
        "room": "subscribers",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/subscriber.html", context)


@require_POST
@allowed("statuspage.manage_subscribers")
def unsubscription(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    found = get_object_or_404(Subscriber, pk=subscriber_id)
    if unsubscribe(subscriber=found, at=timezone.now()):
        _note(request, found, "unsubscribed")
    return redirect("status_desk:subscriber", subscriber_id=subscriber_id)


@require_POST
@allowed("statuspage.manage_subscribers")
def resumption(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    found = get_object_or_404(Subscriber, pk=subscriber_id)
    if resume_subscription(subscriber=found, at=timezone.now()):
        _note(request, found, "resumed")
    return redirect("status_desk:subscriber", subscriber_id=subscriber_id)


@require_POST
@allowed("statuspage.manage_subscribers")
def confirmation(request: HttpRequest, subscriber_id: int) -> HttpResponse:
    """Ask once more, at most once a day for each address."""
    found = get_object_or_404(Subscriber, pk=subscriber_id, state=SubscriberState.PENDING)
    now, who = timezone.now(), f"desk:confirm:{hidden(found.channel + found.address)}"
    if take(who, limit=1, within=timedelta(days=1), at=now):
        ask_confirmation(subscriber=found, at=now)
        messages.success(request, "The confirmation was sent again.")
    else:
        messages.error(request, "They were asked within a day. Ask again tomorrow.")
    return redirect("status_desk:subscriber", subscriber_id=subscriber_id)


def _note(request: HttpRequest, found: Subscriber, verb: str) -> None:
    audit(
        by=cast(User, request.user),
        at=timezone.now(),
        verb=verb,
        subject=f"statuspage.subscriber:{found.pk}",
        subject_name=f"subscriber {found.pk}",
    )


def _chosen(asked: QueryDict) -> dict[str, str]:
    kept = {name: asked.get(name, "").replace("\0", "")[:200] for name in ("q", "state", "channel")}
    return {name: value for name, value in kept.items() if value}


def _filtered(asked: QueryDict) -> Any:
    chosen, found = _chosen(asked), Subscriber.objects.all()
    if chosen.get("state") in SubscriberState.values:
        found = found.filter(state=chosen["state"])
    if chosen.get("channel") in SubscriberChannel.values:
        found = found.filter(channel=chosen["channel"])
    if chosen.get("q"):
        found = found.filter(address__icontains=chosen["q"])
    return found


def _show(request: HttpRequest, form: AddForm, *, code: int = 200) -> HttpResponse:
    page = newest_first(
        _filtered(request.GET), field="created_at", after=request.GET.get("after", "")
    )
    chosen = QueryDict(mutable=True)
    chosen.update(_chosen(request.GET))
    older = chosen.copy()
    older["after"] = page.cursor
    context = {
        "form": form,
        "listing": page.rows,
        "next": f"?{older.urlencode()}" if page.cursor else "",
        "chosen": chosen,
        "states": SubscriberState.choices,
        "channels": SubscriberChannel.choices,
        "room": "subscribers",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/subscribers.html", context, status=code)


def _show_import(
    request: HttpRequest, form: ImportForm, read: Read | None, *, code: int
) -> HttpResponse:
    context = {
        "form": form,
        "read": read,
        "refusals": read.refusals[:SHOWN] if read else [],
        "ready": read is not None and not read.refusals,
        "room": "subscribers",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/import.html", context, status=code)
