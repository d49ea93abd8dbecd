"""Subscribing, confirming, leaving. GET and HEAD never change anything."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from statuspage import links
from statuspage.actions.confirm_subscription import confirm_subscription
from statuspage.actions.subscribe import subscribe
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.choices import AT_FIRST, offered
from statuspage.forms import AddressForm, SubscribeForm
from statuspage.models import Component, Page, Subscriber, SubscriberState
from statuspage.signing_keys import secret_of
from statuspage.snapshot.assets import face
from statuspage.snapshot.speech import say
from statuspage.views.unknown import unknown

Errors = dict[str, str]


def show(
    request: HttpRequest, template: str, status: int = 200, *, language: str = "", **facts: object
) -> HttpResponse:
    """A page of the status page's face that only its reader may keep, in their language where
    the page speaks it."""
    context = {**face(Page.objects.the_page(), language), **facts}
    answer = render(request, template, context, status=status)
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
@login_not_required
@csrf_exempt
def ask(request: HttpRequest) -> HttpResponse:
    """No session stands behind this form, and a confirmation follows: no CSRF token. A private
    page has no such form."""
    page, components = Page.objects.the_page(), list(Component.objects.public().in_order())
    if page.private:
        return unknown(request)
    language = page.language_for(request.POST.get("language", ""))
    form = SubscribeForm(request.POST, components=components, page=page)
    if not form.is_valid():
        errors = first_errors(form, language)
        facts = offered(components, page, chosen=typed(request), errors=errors)
        return show(request, "statuspage/subscribe.html", 422, language=language, **facts)
    found = form.cleaned_data
    subscribe(
        address=found["address"],
        channel=found["channel"],
        scope=form.scope(),
        notice_id=found["notice"],
        at=timezone.now(),
    )
    return _asked(request, found, "subscribe", language)


@require_POST
@login_not_required
@csrf_exempt
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """The link to manage a subscription goes to its address, if there is one."""
    page = Page.objects.the_page()
    if page.private:
        return unknown(request)
    language = page.language_for(request.POST.get("language", ""))
    form = AddressForm(request.POST)
    if not form.is_valid():
        found = first_errors(form, language)
        errors = {f"link_{name}": text for name, text in found.items()}
        components = list(Component.objects.public().in_order())
        chosen = {**AT_FIRST, "language": language, "link": request.POST.get("email", "")[:500]}
        facts = offered(components, page, chosen=chosen, errors=errors)
        return show(request, "statuspage/subscribe.html", 422, language=language, **facts)
    asked = form.cleaned_data
    scope = {"manage": True}
    subscribe(address=asked["address"], channel=asked["channel"], scope=scope, at=timezone.now())
    return _asked(request, asked, "manage", language)


def _asked(request: HttpRequest, found: dict[str, Any], what: str, language: str) -> HttpResponse:
    return show(
        request,
        "statuspage/subscribe_asked.html",
        language=language,
        channel=found["channel"],
        typed=found["address"],
        what=what,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link is the right; only POST acts. A program that asks for JSON gets it."""
    subscriber = links.subscriber_of(token, purpose=links.CONFIRM)
    if subscriber is None:
        return show(request, "statuspage/link_unusable.html", 410)
    if request.method == "POST":
        confirm_subscription(subscriber=subscriber, at=timezone.now())
        subscriber.refresh_from_db()
    active = subscriber.state == SubscriberState.ACTIVE
    manage = links.manage_url(subscriber.pk) if active else ""
    if "application/json" in request.headers.get("Accept", ""):
        answer = JsonResponse(_confirmed(subscriber, manage))
        answer["Cache-Control"] = "no-store, private"
        return answer
    return show(
        request,
        "statuspage/confirm.html",
        language=subscriber.language,
        active=active,
        gone=subscriber.state == SubscriberState.GONE,
        manage=manage,
    )


def _confirmed(subscriber: Subscriber, manage: str) -> dict[str, Any]:
    found = {"state": subscriber.state, "manage_url": manage or None}
    if manage and subscriber.channel == "webhook":
        found["secret"] = secret_of(subscriber)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a POST without cookie unsubscribes, 200 also when already gone."""
    subscriber = links.subscriber_of(token, purpose=links.LEAVE)
    if subscriber is None:
        return show(request, "statuspage/link_unusable.html", 410)
    if request.method == "POST":
        unsubscribe(subscriber=subscriber, at=timezone.now())
        subscriber.refresh_from_db()
    gone = subscriber.state == SubscriberState.GONE
    return show(request, "statuspage/leave.html", language=subscriber.language, gone=gone)


def typed(request: HttpRequest) -> dict[str, Any]:
    """What somebody typed and chose, as the form shows it again."""
    several = {name: request.POST.getlist(name) for name in ("components", "groups")}
    single = ("channel", "email", "slack", "teams", "webhook", "volume", "language", "notice")
    boxes = {name: name in request.POST for name in ("maintenance", "component_changes")}
    return {**several, **boxes, **{name: request.POST.get(name, "")[:500] for name in single}}


def first_errors(form: BaseForm, language: str) -> Errors:
    """One text for each field, in the language."""
    with translation.override(language):
        return {name: _said(found[0], language) for name, found in form.errors.as_data().items()}


def _said(refusal: ValidationError, language: str) -> str:
    words = say(language, str(refusal.message))
    return words % refusal.params if refusal.params else words
