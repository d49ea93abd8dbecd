"""Of overrides that overlap, the later one won; now each holds only the time it won. And every
rotation's shifts are written once the clock rings."""

from django.db import migrations
from django.utils import timezone


def untangle(apps, schema_editor):
    Override = apps.get_model("oncall", "Override")
    for rotation in Override.objects.values_list("rotation", flat=True).distinct().order_by():
        taken = []
        for one in Override.objects.filter(rotation=rotation).order_by("-pk"):
            left = [(one.starts_at, one.ends_at)]
            for start, end in taken:
                left = [
                    (begins, ends)
                    for a, b in left
                    for begins, ends in ((a, min(b, start)), (max(a, end), b))
                    if begins < ends
                ]
            taken.append((one.starts_at, one.ends_at))
            _keep(Override, one, left)


def _keep(Override, one, left):
    if not left:
        one.cancelled_at = timezone.now()
    else:
        (one.starts_at, one.ends_at), *more = left
        for start, end in more:
            Override.objects.create(
                rotation_id=one.rotation_id,
                person_id=one.person_id,
                starts_at=start,
                ends_at=end,
                reason=one.reason,
            )
    one.save()


def wake_builders(apps, schema_editor):
    Rotation, Timer = apps.get_model("oncall", "Rotation"), apps.get_model("clock", "Timer")
    now = timezone.now()
    Timer.objects.bulk_create(
        Timer(
            kind="oncall.build_shifts",
            about_label="oncall.rotation",
            about_pk=str(pk),
            due_at=now,
            next_try_at=now,
        )
        for pk in Rotation.objects.values_list("pk", flat=True)
    )


class Migration(migrations.Migration):

    dependencies = [
        ("clock", "0001_initial"),
        ("oncall", "0007_keep_the_schedule_as_shifts"),
    ]

    operations = [
        migrations.RunPython(untangle, migrations.RunPython.noop),
        migrations.RunPython(wake_builders, migrations.RunPython.noop),
    ]
