"""The versions of a postmortem are written once."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER revision_is_append_only
    BEFORE UPDATE OR DELETE ON learning_revision
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change('history of a postmortem');
CREATE TRIGGER revision_is_never_truncated
    BEFORE TRUNCATE ON learning_revision
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change('history of a postmortem');
"""
BACKWARD = """
DROP TRIGGER revision_is_never_truncated ON learning_revision;
DROP TRIGGER revision_is_append_only ON learning_revision;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0002_keep_versions_choices_and_facts"),
        ("record", "0002_append_only_timeline"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
