from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "incidents.desk"
    label = "desk"
    verbose_name = "Desk"
