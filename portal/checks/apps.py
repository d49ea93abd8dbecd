from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ChecksConfig(AppConfig):
    name = "portal.checks"
    label = "checks"
    verbose_name = "Health"

    def ready(self) -> None:
        autodiscover_modules("deploy", "gauges")
