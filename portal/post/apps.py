from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PostConfig(AppConfig):
    name = "portal.post"
    label = "post"
    verbose_name = "Outbox"

    def ready(self) -> None:
        autodiscover_modules("hearing")
