from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("clock", "0002_mark_the_epoch")]

    operations = [
        AddIndexConcurrently(
            model_name="timer",
            index=models.Index(
                condition=models.Q(("state", "parked")),
                fields=["next_try_at"],
                name="timer_parked",
            ),
        ),
    ]
