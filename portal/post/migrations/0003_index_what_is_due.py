from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("post", "0002_halt_mailings_and_know_destinations")]

    operations = [
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("held", False), ("state", "pending")),
                fields=["lane", "not_before", "id"],
                name="delivery_due",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("lane", "webhook"), ("state__in", ["pending", "sending"])),
                fields=["lane", "destination", "not_before"],
                name="delivery_by_destination",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "sending")),
                fields=["lease_until"],
                name="delivery_leased",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "parked")), fields=["id"], name="delivery_parked"
            ),
        ),
        RemoveIndexConcurrently(model_name="delivery", name="delivery_to_do"),
    ]
