from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string

from portal.people.groups import sync_groups


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    verbose_name = "People and access"

    def ready(self) -> None:
        post_migrate.connect(sync_groups, dispatch_uid="people.sync_groups")
        import_string("portal.people.signals.listen")()
