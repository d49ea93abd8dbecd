from django.db import migrations, models


def forwards(apps, schema_editor):
    apps.get_model("comms", "Promise").objects.filter(
        state="released", released_because=""
    ).update(released_because="ended")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("comms", "0005_tie_promises_to_their_facts")]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="released_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resolved", "the incident was resolved"),
                    ("dismissed", "it was no incident"),
                    ("merged", "it continues in another incident"),
                    ("sooner", "an earlier time was promised instead"),
                    ("ended", "the incident ended"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=~models.Q(state="released") | ~models.Q(released_because=""),
                name="released_promise_says_why",
            ),
        ),
    ]
