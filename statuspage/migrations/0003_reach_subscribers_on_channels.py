"""A subscriber is an address on a channel, no longer an e-mail address alone."""

from django.db import migrations, models


def wrap_scope(apps, schema_editor):
    wishes = apps.get_model("statuspage", "Wish")._default_manager
    for wish in wishes.all():
        wish.scope = {"components": wish.scope}
        wish.save(update_fields=["scope"])


def unwrap_scope(apps, schema_editor):
    wishes = apps.get_model("statuspage", "Wish")._default_manager
    for wish in wishes.all():
        wish.scope = wish.scope.get("components", [])
        wish.save(update_fields=["scope"])


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0002_count_confirmations_in_the_portals_buckets")]
    operations = [
        migrations.RemoveConstraint("subscriber", "address_subscribes_once"),
        migrations.RenameField("subscriber", "email", "address"),
        migrations.AlterField("subscriber", "address", models.CharField(max_length=500)),
        migrations.RenameField("wish", "email", "address"),
        migrations.AlterField("wish", "address", models.CharField(max_length=500)),
        migrations.RenameField("wish", "components", "scope"),
        migrations.AlterField("wish", "scope", models.JSONField(default=dict)),
        migrations.RunPython(wrap_scope, unwrap_scope),
    ]
