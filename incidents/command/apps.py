from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "incidents.command"
    label = "command"
    verbose_name = "Command"
