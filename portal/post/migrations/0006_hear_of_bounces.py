from django.db import migrations, models

CHANNELS = [
    ("email", "E-mail"),
    ("webhook", "Webhook"),
    ("slack", "Slack"),
    ("teams", "Microsoft Teams"),
]
KINDS = [
    ("hard", "Refused for good"),
    ("soft", "Refused for now"),
    ("complaint", "Called unwanted"),
    ("failure", "Failed"),
]


class Migration(migrations.Migration):
    dependencies = [("post", "0005_carry_calendars_and_chat")]

    operations = [
        migrations.CreateModel(
            name="PausedDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("destination", models.CharField(max_length=255, unique=True)),
                ("reason", models.CharField(max_length=240)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Setback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("channel", models.CharField(choices=CHANNELS, max_length=16)),
                ("fingerprint", models.CharField(max_length=64)),
                ("destination", models.CharField(max_length=255)),
                ("kind", models.CharField(choices=KINDS, max_length=12)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["fingerprint", "at"], name="setbacks_of_an_address"),
                    models.Index(fields=["destination", "at"], name="setbacks_of_a_domain"),
                    models.Index(fields=["at"], name="setbacks_in_time"),
                ],
            },
        ),
    ]
