from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("post", "0008_carry_what_reaches_a_person")]

    operations = [
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("channel__in", ["sms", "voice", "push", "slack_user"])),
                fields=["channel", "id"],
                name="delivery_by_provider",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("channel__in", ["sms", "voice"])),
                fields=["address", "id"],
                name="delivery_by_phone",
            ),
        ),
    ]
