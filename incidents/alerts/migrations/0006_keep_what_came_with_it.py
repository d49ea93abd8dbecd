"""A notification is kept with the headers that its format needs, and its lane. The function
of the version before stays for processes that still run it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION alerts_keep(
    integration bigint, digest varchar, what jsonb, at timestamptz, kind varchar, label varchar,
    with_it jsonb, in_lane varchar
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    item bigint;
BEGIN
    INSERT INTO alerts_inboxitem
        (integration_id, dedupe_key, body, received_at, state, error, said, lane)
    VALUES (integration, digest, what, at, 'received', '', with_it, in_lane)
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
BACKWARD = """
DROP FUNCTION alerts_keep(
    bigint, varchar, jsonb, timestamptz, varchar, varchar, jsonb, varchar)
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0005_index_what_came_newest_first")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
