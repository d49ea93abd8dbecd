from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ClockConfig(AppConfig):
    name = "portal.clock"
    label = "clock"
    verbose_name = "Clock"

    def ready(self) -> None:
        autodiscover_modules("timers")
