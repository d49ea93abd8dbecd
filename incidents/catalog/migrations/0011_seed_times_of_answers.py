"""Milder trouble leaves other teams more time."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MINUTES = {0: 10, 1: 15, 2: 30, 3: 240}


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    severities = apps.get_model("catalog", "Severity").objects
    for level, minutes in MINUTES.items():
        severities.filter(level=level).update(answer_minutes=minutes)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_know_vendors")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
