"""What fires, what is suppressed and the alerts of an incident are found by indexes."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("alerts", "0007_say_what_became_of_alerts")]

    operations = [
        AddIndexConcurrently(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("status", "firing")),
                fields=["-starts_at", "-id"],
                name="alert_firing",
            ),
        ),
        AddIndexConcurrently(
            model_name="alert",
            index=models.Index(
                fields=["incident", "status", "starts_at"], name="alert_of_incident"
            ),
        ),
        AddIndexConcurrently(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("suppressed_by__isnull", False)),
                fields=["suppressed_by"],
                name="alert_suppressed",
            ),
        ),
    ]
