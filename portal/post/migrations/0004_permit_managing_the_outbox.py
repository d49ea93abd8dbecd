from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("post", "0003_index_what_is_due")]

    operations = [
        migrations.AlterModelOptions(
            name="message",
            options={
                "permissions": (
                    ("view_outbox", "May read the outbox"),
                    ("manage_outbox", "May halt and resume mailings, and retry deliveries"),
                )
            },
        ),
    ]
