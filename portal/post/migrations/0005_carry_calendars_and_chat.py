from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0004_permit_managing_the_outbox")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="attachments",
            field=models.JSONField(default=list, db_default=[]),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "E-mail"),
                    ("webhook", "Webhook"),
                    ("slack", "Slack"),
                    ("teams", "Microsoft Teams"),
                ],
                max_length=16,
            ),
        ),
    ]
