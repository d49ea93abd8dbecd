"""Keeping a notification as a function, which a session plans once: planning the statement
cost the database a quarter of carrying it out, for every alert of a storm."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION alerts_keep(
    integration bigint, digest varchar, what jsonb, at timestamptz, kind varchar, label varchar
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    item bigint;
BEGIN
    INSERT INTO alerts_inboxitem (integration_id, dedupe_key, body, received_at, state, error)
    VALUES (integration, digest, what, at, 'received', '')
    ON CONFLICT (integration_id, dedupe_key) DO NOTHING
    RETURNING id INTO item;
    IF item IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO clock_timer (kind, about_label, about_pk, key, due_at, next_try_at, state, data,
                             set_at, tries, last_error)
    VALUES (kind, label, item::text, '', at, at, 'set', '{}', now(), 0, '');
    RETURN true;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_index_what_waits"), ("clock", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION alerts_keep")]
