from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "incidents.record"
    label = "record"
    verbose_name = "Incidents"
