"""What an integration sent lately is found, and counted, by an index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("alerts", "0004_know_who_sends_what")]

    operations = [
        AddIndexConcurrently(
            model_name="inboxitem",
            index=models.Index(fields=["integration", "received_at"], name="inbox_newest_first"),
        ),
    ]
