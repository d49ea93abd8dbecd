from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "portal.clock"
    label = "clock"
    verbose_name = "Clock"
