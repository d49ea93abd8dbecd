from django.apps import AppConfig
from django.utils.module_loading import import_string


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    verbose_name = "People and access"

    def ready(self) -> None:
        for module in ("granting", "signals"):
            import_string(f"portal.people.{module}.listen")()
