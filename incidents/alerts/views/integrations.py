"""Who sends, how lately, and how another one is let in."""

from datetime import timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.alerts.actions.issue_integration import BadSecret, issue_integration
from incidents.alerts.actions.watch_silence import watch_silence
from incidents.alerts.forms.integrating import IntegrationForm, SecretForm
from incidents.alerts.intake.arrivals import last_arrivals, traffic
from incidents.alerts.intake.pasting import snippets
from incidents.alerts.kinds import MAPPED, TELL_CHANGES, Kind
from incidents.alerts.models import Integration
from portal.people.models import User
from portal.web.access import allowed, asks_again

MANAGE = "alerts.change_integration"
REFUSED = 422


def _always(request: HttpRequest) -> bool:
    """A secret is made."""
    return True


@require_safe
@allowed("record.view_incidents")
def integrations(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    found = traffic(list(Integration.objects.by_name().select_related("default_service")), at=at)
    context = {"rows": found, "now": at, "section": "alerts", "may_manage": _may(request)}
    return render(request, "incidents/alerts/integrations.html", context)


@require_safe
@allowed("record.view_incidents")
def integration(request: HttpRequest, integration: int) -> HttpResponse:
    return show(request, one_of(integration))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(MANAGE)
@asks_again(_always)
def new_integration(request: HttpRequest) -> HttpResponse:
    """The form; made, its page with the secret, which the answer shows this once."""
    form = IntegrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            made, secret = issue_integration(
                name=chosen["name"],
                kind=chosen["kind"],
                secret=chosen["secret"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except BadSecret as error:
            form.add_error("secret", str(error))
        else:
            made.default_service, made.topics = chosen["service"], chosen["topics"]
            made.expected_every = chosen["expected_every"]
            made.save(update_fields=["default_service", "topics", "expected_every"])
            watch_silence(integration=made, at=timezone.now())
            return show(request, made, secret=secret)
    context = {"form": form, "section": "alerts"}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "incidents/alerts/new_integration.html", context, status=status)


@require_POST
@allowed(MANAGE)
@asks_again(_always)
def new_secret(request: HttpRequest, integration: int) -> HttpResponse:
    """Another secret, shown this once; the one before counts a while longer."""
    found, form = one_of(integration), SecretForm(request.POST)
    if form.is_valid():
        try:
            found, secret = issue_integration(
                name=found.name,
                secret=form.cleaned_data["secret"],
                overlap=timedelta(hours=int(form.cleaned_data["overlap"])),
                by=cast(User, request.user),
                at=timezone.now(),
            )
            return show(request, found, secret=secret)
        except BadSecret as error:
            form.add_error("secret", str(error))
    return show(request, found, form=form, status=REFUSED)


def one_of(pk: int) -> Integration:
    return get_object_or_404(Integration.objects.select_related("default_service"), pk=pk)


def show(
    request: HttpRequest,
    found: Integration,
    *,
    secret: str = "",
    form: SecretForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one integration."""
    at = timezone.now()
    context: dict[str, Any] = {
        "integration": found,
        "traffic": traffic([found], at=at)[0],
        "arrivals": last_arrivals(found),
        "refusals": found.refusals.order_by("-at", "-pk")[:10],
        "subscriptions": found.subscriptions.order_by("-asked_at"),
        "snippets": snippets(found, secret=secret),
        "owners": found.owners.order_by("name"),
        "secret": secret,
        "secret_form": form or SecretForm(),
        "needs_secret": found.kind != Kind.SNS,
        "is_mapped": found.kind in MAPPED,
        "tells_changes": found.kind in TELL_CHANGES,
        "may_manage": _may(request),
        "now": at,
        "section": "alerts",
    }
    return render(request, "incidents/alerts/integration.html", context, status=status)


def _may(request: HttpRequest) -> bool:
    return request.user.has_perm(MANAGE)
