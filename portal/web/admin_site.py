"""The admin behind the portal's one door."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

REPLACED = {"view_on_site"}


class PortalAdmin(AdminSite):
    """Stock, but for its doors: people sign in and change their password where everybody
    does, so that no second factor and no limit is passed by."""

    @method_decorator(never_cache)
    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one sign-in; who is signed in already is let in or told that it is not theirs."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            wanted = resolve_url("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if self.has_permission(request):
            return HttpResponseRedirect(wanted)
        return render(request, "portal/not_allowed.html", {"who": []}, status=403)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("people:account")

    def view_on_site(
        self, request: HttpRequest, content_type_id: str, object_id: str
    ) -> HttpResponse:
        """To the row's own page, for those whom its admin shows it; to others it is absent."""
        try:
            kind = ContentType.objects.get(pk=content_type_id)
        except (ContentType.DoesNotExist, ValueError, ValidationError) as error:
            raise Http404("No such kind of thing.") from error
        model = kind.model_class()
        shown = self._registry.get(model) if model else None
        if shown is None or not shown.has_view_permission(request):
            raise Http404("No such kind of thing.")
        row = shown.get_object(request, object_id)
        if row is None or not hasattr(row, "get_absolute_url"):
            raise Http404("No such thing.")
        return redirect(row)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        stock = [one for one in super().get_urls() if getattr(one, "name", "") not in REPLACED]
        own = path(
            "r/<int:content_type_id>/<path:object_id>/",
            self.admin_view(self.view_on_site),
            name="view_on_site",
        )
        return [own, *stock]
