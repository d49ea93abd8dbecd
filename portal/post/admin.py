"""The outbox, read only, and who carries messages to people, for managers."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.post.models import Delivery, Provider, Suppression
from portal.post.secrets import UnusableSecret, keep_secret
from portal.web.history import HistoryAdmin


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin[Delivery]):
    list_display = ("message", "shown_address", "channel", "state", "tries", "sent_at")
    list_filter = ("state", "lane", "channel")
    search_fields = ("address", "message__subject")
    list_select_related = ("message",)
    show_full_result_count = False
    # Values of placeholders, and addresses of chats: they are their reader's own right.
    exclude = ("fields", "address")
    readonly_fields = ("shown_address",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Delivery]":
        found = super().get_queryset(request)
        if request.user.has_perm("record.see_private"):
            return found
        return found.filter(message__restricted=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin[Suppression]):
    """Deleting one lets mail to that address flow again."""

    list_display = ("__str__", "at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        return False


class ProviderForm(forms.ModelForm[Provider]):
    new_secret = forms.CharField(
        label="Secret",
        required=False,
        strip=True,
        max_length=500,
        help_text="SMS and calls: the account's token. Slack: the bot's token, xoxb-…. "
        "Notifications: leave it empty and a key is made, or paste your own VAPID private key. "
        "It is stored sealed and never shown again; leave it empty to keep the present one.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Provider
        fields = (
            "kind",
            "base_url",
            "account",
            "sender",
            "enabled",
            "most_an_hour",
            "most_a_minute",
            "repeat_when_unsure",
        )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        try:
            keep_secret(self.instance, self.cleaned_data.get("new_secret", ""))
        except UnusableSecret as error:
            self.add_error("new_secret", ValidationError(str(error)))


@admin.register(Provider)
class ProviderAdmin(HistoryAdmin):
    """Try it on "Ways out" in the portal: the test goes to whoever presses."""

    form = ProviderForm
    list_display = ("__str__", "sender", "enabled", "lacks", "trouble", "worked_at")
    readonly_fields = ("public_key", "trouble", "trouble_at", "worked_at")
