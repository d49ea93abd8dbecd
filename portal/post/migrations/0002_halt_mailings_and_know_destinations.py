from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="halted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="destination",
            field=models.CharField(
                blank=True, db_default="", help_text="The host it goes to.", max_length=255
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="held",
            field=models.BooleanField(db_default=False, help_text="A person halted its mailing."),
        ),
    ]
