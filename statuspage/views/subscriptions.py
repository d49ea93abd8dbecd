"""Subscribing, confirming, leaving. GET and HEAD never change anything."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from statuspage import links
from statuspage.actions.confirm_subscription import confirm_subscription
from statuspage.actions.subscribe import subscribe
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.forms import SubscribeForm
from statuspage.models import Component, Page, SubscriberState
from statuspage.snapshot.assets import asset_links


def _page(request: HttpRequest, template: str, status: int = 200, **facts: object) -> HttpResponse:
    context = {"page": Page.objects.the_page(), **asset_links(), **facts}
    answer = render(request, template, context, status=status)
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
@login_not_required
@csrf_exempt
def ask(request: HttpRequest) -> HttpResponse:
    """No session stands behind this form, and a confirmation follows: no CSRF token."""
    ids = list(Component.objects.public().values_list("public_id", flat=True))
    form = SubscribeForm(request.POST, component_ids=ids)
    if not form.is_valid():
        typed = request.POST.get("email", "")
        return _page(request, "statuspage/subscribe_again.html", 422, typed=typed)
    subscribe(
        email=form.cleaned_data["email"],
        components=form.cleaned_data["components"],
        notice_id=form.cleaned_data["notice"],
        at=timezone.now(),
    )
    return _page(request, "statuspage/subscribe_asked.html", typed=form.cleaned_data["email"])


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link is the right; only POST acts."""
    subscriber = links.subscriber_of(token, purpose=links.CONFIRM)
    if subscriber is None:
        return _page(request, "statuspage/link_unusable.html", 410)
    if request.method == "POST":
        confirm_subscription(subscriber=subscriber, at=timezone.now())
        subscriber.refresh_from_db()
    active = subscriber.state == SubscriberState.ACTIVE
    return _page(request, "statuspage/confirm.html", active=active, gone=subscriber.state == "gone")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a POST without cookie unsubscribes, 200 also when already gone."""
    subscriber = links.subscriber_of(token, purpose=links.LEAVE)
    if subscriber is None:
        return _page(request, "statuspage/link_unusable.html", 410)
    if request.method == "POST":
        unsubscribe(subscriber=subscriber, at=timezone.now())
        subscriber.refresh_from_db()
    return _page(request, "statuspage/leave.html", gone=subscriber.state == SubscriberState.GONE)
