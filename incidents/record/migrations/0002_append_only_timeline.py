"""Numbers from a sequence; a timeline that the database refuses to change."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE record_incident_number AS integer;

CREATE FUNCTION record_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The % is written once: add a correction instead.', TG_ARGV[0]
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER entry_is_append_only
    BEFORE UPDATE OR DELETE ON record_entry
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change('timeline');
CREATE TRIGGER entry_is_never_truncated
    BEFORE TRUNCATE ON record_entry
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change('timeline');
CREATE TRIGGER impact_is_append_only
    BEFORE UPDATE OR DELETE ON record_impact
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change('impact history');
"""

BACKWARD = """
DROP TRIGGER impact_is_append_only ON record_impact;
DROP TRIGGER entry_is_never_truncated ON record_entry;
DROP TRIGGER entry_is_append_only ON record_entry;
DROP FUNCTION record_refuse_change();
DROP SEQUENCE record_incident_number;
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
