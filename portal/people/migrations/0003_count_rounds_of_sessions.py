"""A number whose change ends every session of a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_append_only_audit")]
    operations = [
        migrations.AddField(
            "user",
            "session_round",
            models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="Counts up to end every session of before.",
            ),
        ),
    ]
