from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.admin import apps as stock


class WebConfig(AppConfig):
    name = "portal.web"
    label = "web"
    verbose_name = "Page shell"


class PortalAdminConfig(stock.AdminConfig):
    """Django's admin with our doors. What belongs to a person's own sign-in is not in it."""

    default = False
    default_site = "portal.web.admin_site.PortalAdmin"

    def ready(self) -> None:
        super().ready()
        for label in ("account.EmailAddress", "mfa.Authenticator"):
            admin.site.unregister(apps.get_model(label))
