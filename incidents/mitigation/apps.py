from django.apps import AppConfig


class MitigationConfig(AppConfig):
    name = "incidents.mitigation"
    label = "mitigation"
    verbose_name = "Mitigation"
