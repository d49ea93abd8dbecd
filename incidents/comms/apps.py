from django.apps import AppConfig


class CommsConfig(AppConfig):
    name = "incidents.comms"
    label = "comms"
    verbose_name = "Communication"
