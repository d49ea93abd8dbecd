from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "portal.post"
    label = "post"
    verbose_name = "Outbox"
