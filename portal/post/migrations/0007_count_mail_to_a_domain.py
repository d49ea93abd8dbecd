from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("post", "0006_hear_of_bounces")]

    operations = [
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("channel", "email"), ("state", "sent")),
                fields=["destination", "sent_at"],
                name="mail_to_a_domain",
            ),
        ),
    ]
