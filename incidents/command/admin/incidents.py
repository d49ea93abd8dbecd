"""Incidents for managers and commanders: what is listed here acts through the same actions
as the portal."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from incidents import publishing
from incidents.command.actions.resolve_incident import (
    NobodyTold,
    NotVerified,
    resolve_incident,
)
from incidents.command.admin.forms import AdminResolveForm, AdminUpdateForm
from incidents.comms.actions.post_update import post_update
from incidents.comms.models import Stage
from incidents.comms.words import NothingToSend, TooLate
from incidents.record.admin import EntryInline, ImpactInline, RoleInline
from incidents.record.models import IllegalTransition, Incident, StaleVersion
from portal.people.models import User

REFUSALS = (
    NothingToSend,
    TooLate,
    publishing.NotForCustomers,
    NotVerified,
    NobodyTold,
    IllegalTransition,
    StaleVersion,
)


@admin.register(Incident)
class IncidentAdmin(admin.ModelAdmin[Incident]):
    """Facts are read-only: they change by acting, and every act is on the timeline."""

    list_display = ("reference", "title", "level", "state", "kind", "declared_at", "private")
    list_filter = ("state", "level", "kind", "private", "services")
    search_fields = ("title", "number")
    date_hierarchy = "declared_at"
    inlines = (EntryInline, RoleInline, ImpactInline)
    change_form_template = "admin/incident_change_form.html"
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        return super().get_queryset(request).visible_to(cast(User, request.user))  # type: ignore[attr-defined,no-any-return]

    def get_fields(self, request: HttpRequest, obj: Incident | None = None) -> Any:
        hidden = {"policy", "last_seq", "last_hash", "version", "id"}
        return [field.name for field in Incident._meta.fields if field.name not in hidden]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/update/",
                self.admin_site.admin_view(self.post_update),
                name="record_incident_update",
            ),
            path(
                "<int:pk>/resolve/",
                self.admin_site.admin_view(self.resolve),
                name="record_incident_resolve",
            ),
        ]
        return [*own, *super().get_urls()]

    def post_update(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Post an update, and publish where customers are among the audiences."""
        incident = self._found(request, pk, "comms.send_update")
        if incident is None:
            return HttpResponseRedirect(reverse("admin:record_incident_changelist"))
        form = AdminUpdateForm(request.POST or None, incident=incident)
        if request.method == "POST" and form.is_valid():
            try:
                post_update(
                    incident=incident,
                    stage=Stage.UPDATE,
                    wordings=form.wordings(),
                    key=form.cleaned_data["key"],
                    by=cast(User, request.user),
                    at=timezone.now(),
                    title=form.cleaned_data["title"],
                )
                messages.success(request, "Sent.")
                return HttpResponseRedirect(self._change_url(incident))
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
        return self._ask(request, incident, form, "Post an update")

    def resolve(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = self._found(request, pk, "record.command_incident")
        if incident is None:
            return HttpResponseRedirect(reverse("admin:record_incident_changelist"))
        form = AdminResolveForm(request.POST or None, initial={"version": incident.version})
        if request.method == "POST" and form.is_valid():
            try:
                resolve_incident(
                    incident=incident,
                    by=cast(User, request.user),
                    at=timezone.now(),
                    **form.cleaned_data,
                )
                messages.success(request, "Resolved.")
                return HttpResponseRedirect(self._change_url(incident))
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
        return self._ask(request, incident, form, "Resolve")

    def _found(self, request: HttpRequest, pk: int, permission: str) -> Incident | None:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        incident = self.get_queryset(request).filter(pk=pk).first()
        if incident is None:
            messages.error(request, "There is no such incident.")
        return incident

    def _change_url(self, incident: Incident) -> str:
        return reverse("admin:record_incident_change", args=[incident.pk])

    def _ask(
        self, request: HttpRequest, incident: Incident, form: object, title: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {incident}",
            "form": form,
            "opts": self.opts,
            "original": incident,
        }
        return TemplateResponse(request, "admin/incident_action.html", context)
