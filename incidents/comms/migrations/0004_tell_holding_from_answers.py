"""Promises that a holding update settled name it as what held them, not as their answer."""

from django.db import migrations
from django.db.models import F


def forwards(apps, schema_editor):
    promise = apps.get_model("comms", "Promise").objects
    promise.filter(update__automatic=True).update(held_by=F("update"), update=None)
    apps.get_model("comms", "Update").objects.filter(stage="resolution").update(
        situation="resolved"
    )


def backwards(apps, schema_editor):
    promise = apps.get_model("comms", "Promise").objects
    promise.filter(update=None, held_by__isnull=False).update(update=F("held_by"))


class Migration(migrations.Migration):
    dependencies = [("comms", "0003_remember_cadences_and_holding")]
    operations = [migrations.RunPython(forwards, backwards)]
