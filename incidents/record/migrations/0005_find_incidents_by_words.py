"""Every incident can be found by its title and its timeline, kept by the database."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION record_words_of(what text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    SELECT strip(to_tsvector('english', left(what, 10000)))
$$;

INSERT INTO record_words (incident_id, block, words)
SELECT incident.id, entry.seq / 50,
       strip(to_tsvector('english', incident.title || ' ' ||
                         string_agg(left(entry.body, 10000), ' ')))
FROM record_incident incident JOIN record_entry entry ON entry.incident_id = incident.id
GROUP BY incident.id, entry.seq / 50;

CREATE FUNCTION record_find_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO record_words AS known (incident_id, block, words)
    SELECT NEW.incident_id, NEW.seq / 50, record_words_of(title) || record_words_of(NEW.body)
    FROM record_incident WHERE id = NEW.incident_id
    ON CONFLICT (incident_id, block) DO UPDATE SET words = known.words || excluded.words;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_can_be_found
    AFTER INSERT ON record_entry
    FOR EACH ROW EXECUTE FUNCTION record_find_entry();

CREATE FUNCTION record_find_title() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE record_words SET words = words || record_words_of(NEW.title)
    WHERE incident_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER title_can_be_found
    AFTER UPDATE OF title ON record_incident
    FOR EACH ROW WHEN (NEW.title <> OLD.title) EXECUTE FUNCTION record_find_title();
"""

BACKWARD = """
DROP TRIGGER title_can_be_found ON record_incident;
DROP FUNCTION record_find_title();
DROP TRIGGER entry_can_be_found ON record_entry;
DROP FUNCTION record_find_entry();
DROP FUNCTION record_words_of(text);
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0004_guard_the_head_of_the_timeline")]

    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.PositiveIntegerField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("incident", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="words", to="record.incident")),
            ],
            options={
                "verbose_name_plural": "words",
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["words"], name="words_found")],
                "constraints": [models.UniqueConstraint(fields=("incident", "block"), name="words_of_a_block")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
