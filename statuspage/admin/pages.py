"""The page itself, its audiences, banners and prepared words."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from statuspage.actions.define_audience import define_audience
from statuspage.actions.define_template import FIELDS, define_template
from statuspage.actions.withdraw_announcement import withdraw_announcement
from statuspage.admin.shells import Published, ReadMostly, person
from statuspage.models import Announcement, Audience, NoticeTemplate, Page


@admin.register(Page)
class PageAdmin(Published):
    fields = (
        "name",
        "description",
        "time_zone",
        "languages",
        "support_url",
        "security_contact",
        "flip_seconds",
        "private",
        "public_id",
    )
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.URLField: {"assume_scheme": "https"},
    }
    readonly_fields = ("public_id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Audience)
class AudienceAdmin(Published):
    list_display = ("name",)
    fields = ("name", "members")
    filter_horizontal = ("members",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        made = define_audience(
            audience=obj if change else None,
            name=form.cleaned_data["name"],
            members=list(form.cleaned_data["members"]),
            by=person(request),
            at=timezone.now(),
        )
        obj.pk = made.pk


@admin.register(NoticeTemplate)
class NoticeTemplateAdmin(Published):
    list_display = ("name", "kind", "status", "title")
    fields = (*FIELDS, "components")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        made = define_template(
            template=NoticeTemplate.objects.get(pk=obj.pk) if change else None,
            facts={name: form.cleaned_data[name] for name in FIELDS},
            components=list(form.cleaned_data["components"]),
            by=person(request),
            at=timezone.now(),
        )
        obj.pk = made.pk


@admin.register(Announcement)
class AnnouncementAdmin(ReadMostly):
    list_display = ("title", "tone", "starts_at", "ends_at", "withdrawn_at", "by_name")
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.URLField: {"assume_scheme": "https"},
    }
    list_filter = ("tone", "in_product")
    actions = ("withdraw",)

    @admin.action(description="Take down", permissions=["change"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet[Announcement]) -> None:
        for announcement in chosen:
            withdraw_announcement(announcement=announcement, by=person(request), at=timezone.now())
