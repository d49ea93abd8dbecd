"""What a subscriber may see and change by a link of their own. GET and HEAD change nothing;
what takes the outbox is left to the clock, which rings within a second."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.clock import clock
from portal.post.lately import sent_lately
from statuspage import links
from statuspage.actions.change_subscription import change_subscription, resume_subscription
from statuspage.actions.export_subscriber import export_subscriber
from statuspage.actions.rotate_secret import StillRotating, rotate_secret
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.choices import offered
from statuspage.forms import ScopeForm
from statuspage.models import Component, Page, Subscriber, SubscriberChannel, SubscriberState
from statuspage.signing_keys import secret_of
from statuspage.snapshot.speech import dated
from statuspage.spoken import time_in
from statuspage.views.subscriptions import first_errors, show, typed

View = Callable[..., HttpResponse]
DONE = {
    "saved": "Saved. What we send from now on follows it.",
    "renewed": "The secret is renewed. The old one stays good for 24 hours.",
    "rotating": "The secret was renewed lately and the old one is still good. Nothing changed.",
    "test": "A test is on its way. It shows below once it was sent.",
    "resumed": "We send again from now on.",
}


def by_link(view: View) -> View:
    """Hands over the subscriber whose link it is; 410 for any other link, and for those who
    left or never confirmed."""

    @wraps(view)
    def looked(request: HttpRequest, token: str) -> HttpResponse:
        subscriber = links.subscriber_of(token, purpose=links.MANAGE)
        kept = (SubscriberState.ACTIVE, SubscriberState.QUARANTINED)
        if subscriber is None or subscriber.state not in kept:
            language = subscriber.language if subscriber else ""
            return show(request, "statuspage/link_unusable.html", 410, language=language)
        return view(request, token, subscriber)

    return looked


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
@by_link
def manage(request: HttpRequest, token: str, subscriber: Subscriber) -> HttpResponse:
    page = Page.objects.the_page()
    components = [] if page.private else list(Component.objects.public().in_order())
    if request.method == "POST":
        form = ScopeForm(request.POST, components=components, page=page)
        if not form.is_valid():
            errors = first_errors(form, page.language_for(subscriber.language))
            facts = offered(components, page, chosen=typed(request), errors=errors)
            return _manage_page(request, subscriber, token, facts, status=422)
        change_subscription(subscriber=subscriber, scope=form.scope(), at=timezone.now())
        return _back(token, "saved")
    facts = offered(components, page, chosen=_chosen(subscriber))
    return _manage_page(request, subscriber, token, facts)


@require_POST
@login_not_required
@csrf_exempt
@by_link
def secret(request: HttpRequest, token: str, subscriber: Subscriber) -> HttpResponse:
    """A new secret; the one before stays good for a day."""
    try:
        rotate_secret(subscriber=subscriber, at=timezone.now())
    except StillRotating:
        return _back(token, "rotating")
    return _back(token, "renewed")


@require_POST
@login_not_required
@csrf_exempt
@by_link
def test(request: HttpRequest, token: str, subscriber: Subscriber) -> HttpResponse:
    """Have a test sent; pressed again before it was, it is the same one."""
    clock.set("statuspage.test_event", about=subscriber, at=timezone.now())
    return _back(token, "test")


@require_POST
@login_not_required
@csrf_exempt
@by_link
def resumption(request: HttpRequest, token: str, subscriber: Subscriber) -> HttpResponse:
    resume_subscription(subscriber=subscriber, at=timezone.now())
    return _back(token, "resumed")


@require_safe
@login_not_required
@by_link
def export(request: HttpRequest, token: str, subscriber: Subscriber) -> HttpResponse:
    """Everything we hold about it, as JSON."""
    answer = JsonResponse(export_subscriber(subscriber=subscriber, at=timezone.now()))
    answer["Content-Disposition"] = 'attachment; filename="subscription.json"'
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
@login_not_required
@csrf_exempt
@by_link
def erasure(request: HttpRequest, token: str, subscriber: Subscriber) -> HttpResponse:
    """Stop at once; the clock forgets the address within a second."""
    unsubscribe(subscriber=subscriber, at=timezone.now())
    clock.set("statuspage.erase_subscriber", about=subscriber, at=timezone.now())
    language = subscriber.language
    return show(request, "statuspage/leave.html", language=language, gone=True, erased=True)


def _back(token: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"/subscribe/manage/{token}/?done={done}")


def _manage_page(
    request: HttpRequest,
    subscriber: Subscriber,
    token: str,
    facts: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    page, only = Page.objects.the_page(), subscriber.only_notice
    language, zone = page.language_for(subscriber.language), ZoneInfo(page.time_zone)
    is_webhook = subscriber.channel == SubscriberChannel.WEBHOOK
    until, stopped = subscriber.rotating_until, subscriber.quarantined_at
    purged = subscriber.purge_at
    sent = sent_lately(channel=subscriber.channel, address=subscriber.address)
    return show(
        request,
        "statuspage/manage.html",
        status,
        language=language,
        **facts,
        subscriber=subscriber,
        only=(only.translations.get(language) or only.title) if only else "",
        where=f"/subscribe/manage/{token}/",
        leave=links.leave_url(subscriber.pk).partition("/unsubscribe/")[2],
        quarantined=time_in(language, stopped, zone) if stopped else "",
        purged=dated(language, purged.astimezone(zone).date(), "full") if purged else "",
        secret=secret_of(subscriber) if is_webhook else "",
        rotating=time_in(language, until, zone) if until and until > timezone.now() else "",
        sent=[
            {
                "written": time_in(language, one.written_at, zone),
                "state": one.state,
                "ident": one.ident,
                "error": one.last_error,
            }
            for one in sent
        ],
        done=DONE.get(request.GET.get("done", ""), ""),
    )


def _chosen(subscriber: Subscriber) -> dict[str, Any]:
    return {
        "components": set(subscriber.components.values_list("public_id", flat=True)),
        "groups": set(subscriber.groups.values_list("public_id", flat=True)),
        "volume": subscriber.volume,
        "maintenance": subscriber.maintenance,
        "component_changes": subscriber.component_changes,
        "language": subscriber.language,
    }
