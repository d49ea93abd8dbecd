"""Unique indexes, built while others read and write."""

import django.db.models.functions.text
from django.db import migrations, models


def unique(model: str, constraint: models.UniqueConstraint, on: str) -> migrations.SeparateDatabaseAndState:
    name = constraint.name
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {on}",
                f"DROP INDEX CONCURRENTLY {name}",
            )
        ],
        state_operations=[migrations.AddConstraint(model, constraint)],
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("statuspage", "0004_say_more_on_the_page")]
    operations = [
        unique(
            "subscriber",
            models.UniqueConstraint(
                models.F("channel"),
                django.db.models.functions.text.Lower("address"),
                models.F("only_notice"),
                name="address_subscribes_once",
                nulls_distinct=False,
            ),
            "statuspage_subscriber (channel, lower(address), only_notice_id) NULLS NOT DISTINCT",
        ),
        unique(
            "notice",
            models.UniqueConstraint(
                condition=models.Q(series__isnull=False),
                fields=("series", "occurrence_at"),
                name="series_has_each_occurrence_once",
            ),
            "statuspage_notice (series_id, occurrence_at) WHERE series_id IS NOT NULL",
        ),
    ]
