"""The four audiences every company has; managers edit them."""

from django.db import migrations

AUDIENCES = [
    ("customers", "Customers", True),
    ("executives", "Executives", False),
    ("support", "Customer support", False),
    ("engineering", "Engineering", False),
]


def seed(apps, schema_editor):
    audience = apps.get_model("comms", "Audience")
    for position, (slug, name, public) in enumerate(AUDIENCES, start=1):
        audience.objects.get_or_create(
            slug=slug, defaults={"name": name, "public": public, "position": position}
        )


class Migration(migrations.Migration):
    dependencies = [("comms", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
