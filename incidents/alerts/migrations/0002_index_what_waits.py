"""What waits to be worked in is found by an index of its own; the one over the integration
alone is the beginning of `notification_is_kept_once`."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("alerts", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="inboxitem",
            index=models.Index(
                condition=models.Q(("state", "received")),
                fields=["integration", "id"],
                name="inbox_waiting",
            ),
        ),
        migrations.AlterField(
            model_name="inboxitem",
            name="integration",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inbox",
                to="alerts.integration",
            ),
        ),
    ]
