"""What an incident remembers of its timeline only moves forward."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION record_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_seq < OLD.last_seq
       OR (NEW.last_seq = OLD.last_seq AND NEW.last_hash <> OLD.last_hash)
    THEN
        RAISE EXCEPTION 'The head of the timeline only moves forward.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.number <> OLD.number OR NEW.declared_at <> OLD.declared_at THEN
        RAISE EXCEPTION 'An incident keeps its number and the time it was declared.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER incident_head_moves_forward
    BEFORE UPDATE ON record_incident
    FOR EACH ROW EXECUTE FUNCTION record_guard_head();

CREATE FUNCTION record_guard_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM record_entry WHERE id = NEW.corrects_id AND incident_id = NEW.incident_id
    ) THEN
        RAISE EXCEPTION 'A correction stands on the timeline of what it corrects.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER correction_stays_on_its_timeline
    BEFORE INSERT ON record_entry
    FOR EACH ROW EXECUTE FUNCTION record_guard_correction();

CREATE TRIGGER impact_is_never_truncated
    BEFORE TRUNCATE ON record_impact
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change('impact history');
"""

BACKWARD = """
DROP TRIGGER impact_is_never_truncated ON record_impact;
DROP TRIGGER correction_stays_on_its_timeline ON record_entry;
DROP FUNCTION record_guard_correction();
DROP TRIGGER incident_head_moves_forward ON record_incident;
DROP FUNCTION record_guard_head();
"""


class Migration(migrations.Migration):
    dependencies = [("record", "0003_tie_times_and_states")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
