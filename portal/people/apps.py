from django.apps import AppConfig
from django.db.models.signals import post_migrate

from portal.people.groups import sync_groups


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    verbose_name = "People and access"

    def ready(self) -> None:
        post_migrate.connect(sync_groups, dispatch_uid="people.sync_groups")
