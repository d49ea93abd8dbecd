"""Vendors, with their agreements and contacts, for managers."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model, URLField
from django.http import HttpRequest
from django.utils import timezone

from incidents.catalog.admin.audited import AuditedAdmin
from incidents.catalog.models import Vendor, VendorAgreement, VendorContact, VendorStatus
from portal.clock import clock
from portal.post.channels.outside import NotAllowed, check
from portal.web.history import HistoryAdmin

PAGE = {"status_page_url", "status_components"}


class VendorForm(forms.ModelForm[Vendor]):
    status_page_url = forms.URLField(
        label="Status page",
        required=False,
        assume_scheme="https",
        help_text="Their page's address; it is read every few minutes.",
    )

    class Meta:
        model = Vendor
        fields = (
            "name",
            "slug",
            "what",
            "owner",
            "services",
            "account",
            "support_email",
            "hours",
            "workaround",
            "status_page_url",
            "status_components",
        )

    def clean_status_page_url(self) -> str:
        """Their page is asked for by this machine, so its address must be of the open internet."""
        url: str = self.cleaned_data["status_page_url"]
        if url:
            try:
                check(url, listed=True)
            except NotAllowed as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return url


class AgreementInline(admin.TabularInline[VendorAgreement, Vendor]):
    model = VendorAgreement
    extra = 0


class ContactInline(admin.TabularInline[VendorContact, Vendor]):
    model = VendorContact
    extra = 0


@admin.register(Vendor)
class VendorAdmin(AuditedAdmin, HistoryAdmin):
    form = VendorForm
    list_display = ("name", "what", "owner", "hours", "status_page_url")
    list_select_related = ("owner",)
    search_fields = ("name", "what")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012
    autocomplete_fields = ("owner", "services")
    formfield_overrides: ClassVar[dict[Any, Any]] = {URLField: {"assume_scheme": "https"}}
    inlines = (AgreementInline, ContactInline)

    def save_model(
        self, request: HttpRequest, obj: Model, form: forms.ModelForm[Any], change: bool
    ) -> None:
        """An address that is new or changed is read at once."""
        super().save_model(request, obj, form, change)
        if PAGE & set(form.changed_data):
            VendorStatus.objects.filter(vendor=obj.pk).update(etag="", last_modified="")
            clock.set("catalog.vendor_page_due", about=obj, at=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Vendor | None = None) -> bool:
        """One that was ever asked stays on the record of those incidents."""
        return False
