"""Unique indexes, built while others read and write."""

from django.db import migrations, models

# Before, a person could be paged by several ladders of one incident: each counts as a trigger.
NUMBER = """
UPDATE oncall_page SET trigger = numbered.place FROM (
    SELECT id, row_number() OVER (PARTITION BY incident_id, person_id ORDER BY id) - 1 AS place
    FROM oncall_page WHERE escalation_id IS NOT NULL
) AS numbered WHERE numbered.id = oncall_page.id AND numbered.place > 0;
UPDATE oncall_escalation SET trigger = found.trigger FROM (
    SELECT escalation_id, max(trigger) AS trigger FROM oncall_page
    WHERE escalation_id IS NOT NULL GROUP BY escalation_id
) AS found WHERE found.escalation_id = oncall_escalation.id AND found.trigger > 0;
UPDATE oncall_page SET state = 'stopped' WHERE state = 'sent' AND id NOT IN (
    SELECT max(id) FROM oncall_page WHERE state = 'sent' GROUP BY incident_id, person_id
);
"""


def unique(constraint: models.UniqueConstraint, on: str) -> migrations.SeparateDatabaseAndState:
    name = constraint.name
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON oncall_page {on}",
                f"DROP INDEX CONCURRENTLY {name}",
            )
        ],
        state_operations=[migrations.AddConstraint("page", constraint)],
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("oncall", "0002_know_how_people_are_reached")]
    operations = [
        migrations.RunSQL(NUMBER, migrations.RunSQL.noop),
        unique(
            models.UniqueConstraint(
                fields=("incident", "person", "trigger"),
                condition=models.Q(escalation__isnull=False),
                name="person_is_paged_once_per_trigger",
            ),
            "(incident_id, person_id, trigger) WHERE escalation_id IS NOT NULL",
        ),
        unique(
            models.UniqueConstraint(
                fields=("incident", "person"),
                condition=models.Q(state="sent"),
                name="person_is_asked_once_at_a_time",
            ),
            "(incident_id, person_id) WHERE state = 'sent'",
        ),
    ]
