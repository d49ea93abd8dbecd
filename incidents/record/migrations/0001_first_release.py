"""Incidents. The database numbers them, keeps their timeline as it was written and finds
them by their words."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables

TIMELINE_IS_WRITTEN_ONCE = """
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
UNTIMELINE_IS_WRITTEN_ONCE = """
DROP TRIGGER impact_is_append_only ON record_impact;
DROP TRIGGER entry_is_never_truncated ON record_entry;
DROP TRIGGER entry_is_append_only ON record_entry;
DROP FUNCTION record_refuse_change();
DROP SEQUENCE record_incident_number;
"""

HEAD_MOVES_FORWARD = """
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
UNHEAD_MOVES_FORWARD = """
DROP TRIGGER impact_is_never_truncated ON record_impact;
DROP TRIGGER correction_stays_on_its_timeline ON record_entry;
DROP FUNCTION record_guard_correction();
DROP TRIGGER incident_head_moves_forward ON record_incident;
DROP FUNCTION record_guard_head();
"""

WORDS_ARE_KEPT = """
CREATE FUNCTION record_words_of(what text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    SELECT strip(to_tsvector('english', left(what, 10000)))
$$;

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
UNWORDS_ARE_KEPT = """
DROP TRIGGER title_can_be_found ON record_incident;
DROP FUNCTION record_find_title();
DROP TRIGGER entry_can_be_found ON record_entry;
DROP FUNCTION record_find_entry();
DROP FUNCTION record_words_of(text);
"""

ATTACHMENTS_ARE_WRITTEN_ONCE = """
CREATE TRIGGER attachment_is_append_only
    BEFORE UPDATE OR DELETE ON record_attachment
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change('attachment');
CREATE TRIGGER attachment_is_never_truncated
    BEFORE TRUNCATE ON record_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change('attachment');
"""
UNATTACHMENTS_ARE_WRITTEN_ONCE = """
DROP TRIGGER attachment_is_never_truncated ON record_attachment;
DROP TRIGGER attachment_is_append_only ON record_attachment;
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('record', '0001_initial'),
        ('record', '0002_append_only_timeline'),
        ('record', '0003_tie_times_and_states'),
        ('record', '0004_guard_the_head_of_the_timeline'),
        ('record', '0005_find_incidents_by_words'),
        ('record', '0006_remember_changes'),
        ('record', '0007_parallel_work'),
        ('record', '0008_keep_attachments'),
        ('record', '0009_read_handovers'),
        ('record', '0010_link_the_war_room'),
        ('record', '0011_invite_advisors'),
        ('record', '0012_tell_other_systems'),
        ('record', '0013_know_when_a_change_was_told'),
    ]

    dependencies = [
        ('catalog', '0001_first_release'),
        ('people', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='Incident',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(editable=False, unique=True)),
                    ('title', models.CharField(max_length=200)),
                    ('kind', models.CharField(choices=[('incident', 'Incident'), ('near_miss', 'Near miss'), ('drill', 'Drill')], default='incident', max_length=12)),
                    ('state', models.CharField(choices=[('reported', 'Reported'), ('active', 'Active'), ('verifying', 'Verifying'), ('monitoring', 'Monitoring'), ('closed', 'Closed'), ('dismissed', 'Dismissed'), ('merged', 'Merged')], default='reported', max_length=12)),
                    ('level', models.PositiveSmallIntegerField(verbose_name='severity')),
                    ('policy', models.JSONField(help_text="The severity's policy when this was declared.")),
                    ('source', models.CharField(default='portal', max_length=40)),
                    ('declared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('declared_at', models.DateTimeField()),
                    ('started_at', models.DateTimeField()),
                    ('activated_at', models.DateTimeField(blank=True, null=True)),
                    ('verifying_at', models.DateTimeField(blank=True, null=True)),
                    ('resolved_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                    ('merged_at', models.DateTimeField(blank=True, null=True)),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='record.incident')),
                    ('private', models.BooleanField(default=False, help_text='Only its members and managers see it.')),
                    ('next_update_due_at', models.DateTimeField(blank=True, null=True)),
                    ('notice_id', models.CharField(blank=True, help_text="The public notice's id.", max_length=20)),
                    ('channel_name', models.CharField(blank=True, max_length=80)),
                    ('bridge_url', models.URLField(blank=True)),
                    ('channel_url', models.URLField(blank=True, db_default='', max_length=300)),
                    ('ticket_ref', models.CharField(blank=True, max_length=80)),
                    ('ticket_url', models.URLField(blank=True, db_default='', max_length=300)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('last_seq', models.PositiveIntegerField(default=0, editable=False)),
                    ('last_hash', models.CharField(blank=True, editable=False, max_length=64)),
                    ('members', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('services', models.ManyToManyField(blank=True, related_name='incidents', to='catalog.service')),
                ],
                options={
                    'permissions': (('view_incidents', 'May see incidents'), ('declare_incident', 'May declare an incident'), ('work_incident', 'May work in an incident'), ('command_incident', 'May command an incident'), ('see_private', 'May see private incidents')),
                    'indexes': [models.Index(fields=['-declared_at', '-id'], name='incident_newest_first'), models.Index(condition=models.Q(('state__in', ['closed', 'dismissed', 'merged']), _negated=True), fields=['level', 'declared_at'], name='incident_running')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('level__lte', 3)), name='incident_level_is_0_to_3'), models.CheckConstraint(condition=models.Q(('started_at__lte', models.F('declared_at'))), name='incident_started_before_declared'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', False), ('state__in', ['monitoring', 'closed'])), models.Q(models.Q(('state__in', ['monitoring', 'closed']), _negated=True), ('resolved_at', None)), _connector='OR'), name='incident_resolved_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='incident_closed_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('dismissed_at__isnull', False), ('state', 'dismissed')), models.Q(models.Q(('state', 'dismissed'), _negated=True), ('dismissed_at', None)), _connector='OR'), name='incident_dismissed_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('merged_at__isnull', False), ('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_at', None), ('merged_into', None)), _connector='OR'), name='incident_merged_facts_agree'), models.CheckConstraint(condition=models.Q(('state__in', ['reported', 'dismissed', 'merged']), ('activated_at__isnull', False), _connector='OR'), name='incident_active_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'verifying'), _negated=True), ('verifying_at__isnull', False), _connector='OR'), name='incident_verifying_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at', None), ('resolved_at__gte', models.F('declared_at')), _connector='OR'), models.Q(('closed_at', None), ('closed_at__gte', models.F('resolved_at')), _connector='OR')), name='incident_times_are_in_order'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='incident_is_merged_into_another'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'drill'), _negated=True), ('notice_id', ''), _connector='OR'), name='drill_is_never_published'), models.CheckConstraint(condition=models.Q(('private', False), ('notice_id', ''), _connector='OR'), name='private_incident_is_never_published')],
                },
            ),
            migrations.CreateModel(
                name='Advisor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='advisors', to='record.incident')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('invited_at', models.DateTimeField()),
                    ('until', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('was_member', models.BooleanField(default=False, help_text='Saw the incident before.')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('incident', 'person'), name='advisor_is_invited_once'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('invited_at'))), name='advisor_leaves_after_coming')],
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='record.incident')),
                    ('seq', models.PositiveIntegerField()),
                    ('kind', models.CharField(choices=[('note', 'Note'), ('decision', 'Decision'), ('evidence', 'Evidence'), ('action', 'Action'), ('hypothesis', 'Hypothesis'), ('first_signal', 'First signal'), ('communication', 'Update'), ('escalation', 'Escalation'), ('role', 'Role'), ('impact', 'Impact'), ('state', 'State'), ('correction', 'Correction'), ('system', 'Automatic')], max_length=16)),
                    ('body', models.TextField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by_name', models.CharField(max_length=160)),
                    ('occurred_at', models.DateTimeField()),
                    ('recorded_at', models.DateTimeField()),
                    ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='record.entry')),
                    ('data', models.JSONField(default=dict)),
                    ('key', models.CharField(editable=False, max_length=80, null=True)),
                    ('previous_hash', models.CharField(blank=True, max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                ],
                options={
                    'verbose_name': 'timeline entry',
                    'verbose_name_plural': 'timeline entries',
                    'constraints': [models.UniqueConstraint(fields=('incident', 'seq'), name='entry_has_its_place'), models.UniqueConstraint(fields=('incident', 'key'), name='entry_is_written_once'), models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('kind', 'correction')), models.Q(models.Q(('kind', 'correction'), _negated=True), ('corrects', None)), _connector='OR'), name='correction_names_what_it_corrects')],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='record.incident')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='record.entry')),
                    ('place', models.PositiveSmallIntegerField(help_text='Its place among those of the entry.')),
                    ('name', models.CharField(max_length=120)),
                    ('kind', models.CharField(choices=[('image/png', 'Picture'), ('image/jpeg', 'Photo'), ('image/webp', 'Picture (WebP)'), ('application/pdf', 'PDF'), ('text/plain', 'Log')], max_length=40)),
                    ('size', models.PositiveIntegerField(help_text='In bytes.')),
                    ('sha256', models.CharField(max_length=64)),
                    ('content', models.BinaryField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entry', 'place'), name='attachment_has_its_place')],
                },
            ),
            migrations.CreateModel(
                name='Change',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('deployment', 'Deployment'), ('configuration', 'Configuration'), ('flag', 'Feature flag'), ('migration', 'Migration'), ('infrastructure', 'Infrastructure')], default='deployment', max_length=16)),
                    ('title', models.CharField(max_length=200)),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='changes', to='catalog.service')),
                    ('vendor', models.CharField(blank=True, help_text='Whose change it is, where it is not ours.', max_length=80)),
                    ('version', models.CharField(blank=True, max_length=120)),
                    ('url', models.URLField(blank=True, max_length=1000)),
                    ('by_name', models.CharField(blank=True, max_length=160)),
                    ('environment', models.CharField(default='production', max_length=40)),
                    ('source', models.CharField(max_length=40)),
                    ('external_id', models.CharField(blank=True, max_length=200)),
                    ('state', models.CharField(choices=[('started', 'Running'), ('finished', 'Done'), ('failed', 'Failed')], default='finished', max_length=10)),
                    ('happened_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('recorded_at', models.DateTimeField()),
                    ('told_at', models.DateTimeField(blank=True, help_text='When its source last spoke of it, by its own time; nobody typed it in.', null=True)),
                    ('incident', models.ForeignKey(blank=True, help_text='Where somebody typed it in.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_changes', to='record.incident')),
                ],
                options={
                    'indexes': [models.Index(fields=['-happened_at', '-id'], name='change_newest_first'), models.Index(fields=['service', '-happened_at'], name='change_of_service')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('source', 'external_id'), name='change_is_told_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'started')), models.Q(models.Q(('state', 'started'), _negated=True), ('ended_at__gte', models.F('happened_at'))), _connector='OR'), name='change_ended_facts_agree')],
                },
            ),
            migrations.CreateModel(
                name='ChangeVerdict',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='record.incident')),
                    ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='record.change')),
                    ('verdict', models.CharField(choices=[('suspect', 'Suspect'), ('cleared', 'Cleared'), ('cause', 'Cause')], max_length=8)),
                    ('note', models.CharField(blank=True, max_length=240)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='record.incident')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='record.entry')),
                    ('number', models.PositiveIntegerField()),
                    ('ident', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('type', models.CharField(choices=[('incident.declared', 'Declared'), ('incident.acknowledged', 'Acknowledged'), ('incident.severity_changed', 'Severity changed'), ('incident.state_changed', 'State changed'), ('incident.role_assigned', 'Role assigned'), ('incident.decision_made', 'Decision made'), ('incident.update_sent', 'Update sent'), ('incident.resolved', 'Resolved'), ('incident.reopened', 'Reopened'), ('incident.closed', 'Closed'), ('incident.merged', 'Merged'), ('page.sent', 'Page sent'), ('page.answered', 'Page answered'), ('promise.missed', 'Promise missed'), ('escalation.exhausted', 'Nobody on the ladder answered')], max_length=32)),
                    ('level', models.PositiveSmallIntegerField()),
                    ('private', models.BooleanField(help_text='The incident was private at that time.')),
                    ('data', models.JSONField(default=dict)),
                    ('happened_at', models.DateTimeField()),
                    ('handed_out_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('handed_out_at', None)), fields=['id'], name='event_to_hand_out')],
                    'constraints': [models.UniqueConstraint(fields=('incident', 'number'), name='event_has_its_place'), models.UniqueConstraint(fields=('entry', 'type'), name='event_is_written_once')],
                },
            ),
            migrations.CreateModel(
                name='Hypothesis',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hypotheses', to='record.incident')),
                    ('number', models.PositiveIntegerField()),
                    ('text', models.CharField(max_length=400)),
                    ('state', models.CharField(choices=[('open', 'Open'), ('likely', 'Likely'), ('ruled_out', 'Ruled out'), ('confirmed', 'Confirmed')], default='open', max_length=10)),
                    ('added_at', models.DateTimeField()),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reason', models.CharField(blank=True, max_length=400)),
                    ('came_from', models.CharField(blank=True, help_text='What it was before a merge: H1 in INC-147.', max_length=40)),
                    ('key', models.CharField(editable=False, max_length=80, null=True)),
                ],
                options={
                    'verbose_name_plural': 'hypotheses',
                    'constraints': [models.UniqueConstraint(fields=('incident', 'number'), name='hypothesis_has_its_number'), models.UniqueConstraint(fields=('incident', 'key'), name='hypothesis_is_added_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('state__in', ['ruled_out', 'confirmed']), models.Q(('reason', ''), _negated=True)), models.Q(('decided_at', None), ('decided_by', None), ('state__in', ['open', 'likely'])), _connector='OR'), name='hypothesis_decided_facts_agree')],
                },
            ),
            migrations.CreateModel(
                name='Evidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('hypothesis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='record.hypothesis')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speaks', to='record.entry')),
                    ('side', models.CharField(choices=[('for', 'For'), ('against', 'Against')], max_length=8)),
                ],
                options={
                    'verbose_name_plural': 'evidence',
                    'constraints': [models.UniqueConstraint(fields=('hypothesis', 'entry'), name='line_speaks_once_of_a_hypothesis')],
                },
            ),
            migrations.CreateModel(
                name='Impact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='impacts', to='record.incident')),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('customers_affected', models.PositiveIntegerField(blank=True, null=True)),
                    ('share', models.PositiveSmallIntegerField(blank=True, help_text='Per cent of customers.', null=True, verbose_name='share affected')),
                    ('revenue_per_hour', models.PositiveIntegerField(blank=True, help_text='Lost per hour, in whole dollars.', null=True, verbose_name='revenue at risk')),
                    ('data_at_risk', models.CharField(choices=[('unknown', 'Not known'), ('no', 'No'), ('yes', 'Yes')], default='unknown', max_length=8)),
                    ('support_tickets', models.PositiveIntegerField(blank=True, help_text='Tickets of customers about it, so far.', null=True)),
                    ('regions', models.CharField(blank=True, max_length=160)),
                    ('note', models.CharField(blank=True, max_length=240)),
                    ('measured', models.BooleanField(default=False, help_text='Measured, not estimated.')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('share', None), ('share__lte', 100), _connector='OR'), name='impact_share_is_per_cent')],
                },
            ),
            migrations.CreateModel(
                name='IncidentLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='record.incident')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='linked_from', to='record.incident')),
                    ('kind', models.CharField(choices=[('related', 'Related'), ('duplicate', 'Duplicate of'), ('child', 'Part of')], max_length=10)),
                    ('added_at', models.DateTimeField()),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('incident', models.F('other')), _negated=True), name='incident_is_linked_to_another'), models.UniqueConstraint(django.db.models.functions.comparison.Least('incident', 'other'), django.db.models.functions.comparison.Greatest('incident', 'other'), models.F('kind'), name='pair_is_linked_once_of_a_kind')],
                },
            ),
            migrations.CreateModel(
                name='PinnedLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pinned_links', to='record.incident')),
                    ('label', models.CharField(max_length=80)),
                    ('url', models.URLField(max_length=500)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('incident', 'url'), name='link_is_pinned_once')],
                },
            ),
            migrations.CreateModel(
                name='RoleAssignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to='record.incident')),
                    ('role', models.CharField(choices=[('commander', 'Incident commander'), ('technical_lead', 'Technical lead'), ('communications_lead', 'Communications lead'), ('scribe', 'Scribe'), ('support_liaison', 'Support liaison'), ('executive_liaison', 'Executive liaison')], max_length=24)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to=settings.AUTH_USER_MODEL)),
                    ('assigned_at', models.DateTimeField()),
                    ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('note', models.TextField(blank=True, help_text='What was handed over: state, risks, promise.')),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('incident', 'role'), name='role_has_one_holder'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('assigned_at')), _connector='OR'), name='role_ends_after_it_begins')],
                },
            ),
            migrations.CreateModel(
                name='Signal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='record.incident')),
                    ('source', models.CharField(choices=[('users', 'Users'), ('support', 'Support'), ('database', 'Database'), ('vendor', 'Vendor'), ('monitoring', 'Monitoring'), ('logs', 'Logs')], max_length=12)),
                    ('says', models.CharField(choices=[('down', 'Down'), ('degraded', 'Degraded'), ('up', 'Fine'), ('silent', 'Silent')], max_length=10)),
                    ('words', models.CharField(blank=True, max_length=240)),
                    ('observed_at', models.DateTimeField()),
                    ('lag_minutes', models.PositiveSmallIntegerField(default=0, help_text='How old its data is when it is shown.', verbose_name='minutes behind')),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('integration', models.CharField(blank=True, help_text='What sent it, if a machine.', max_length=80)),
                    ('recorded_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['incident', 'source', '-observed_at', '-id'], name='signal_newest_of_source')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('observed_at__lte', models.F('recorded_at'))), name='signal_is_observed_before_it_is_recorded')],
                },
            ),
            migrations.CreateModel(
                name='Task',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='record.incident')),
                    ('number', models.PositiveIntegerField()),
                    ('text', models.CharField(max_length=240)),
                    ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to=settings.AUTH_USER_MODEL)),
                    ('hypothesis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='record.hypothesis')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', max_length=8)),
                    ('checkpoint_at', models.DateTimeField(blank=True, null=True)),
                    ('assignee_asked_at', models.DateTimeField(blank=True, null=True)),
                    ('commander_asked_at', models.DateTimeField(blank=True, null=True)),
                    ('last_word', models.CharField(blank=True, max_length=400)),
                    ('last_word_at', models.DateTimeField(blank=True, null=True)),
                    ('added_at', models.DateTimeField()),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('result', models.CharField(blank=True, max_length=400)),
                    ('came_from', models.CharField(blank=True, help_text='What it was before a merge: T1 in INC-147.', max_length=40)),
                    ('key', models.CharField(editable=False, max_length=80, null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['assignee', 'checkpoint_at'], name='task_of_person')],
                    'constraints': [models.UniqueConstraint(fields=('incident', 'number'), name='task_has_its_number'), models.UniqueConstraint(fields=('incident', 'key'), name='task_is_added_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('result', ''), ('state', 'open')), models.Q(('ended_at__isnull', False), ('state__in', ['done', 'dropped']), models.Q(('result', ''), _negated=True)), _connector='OR'), name='task_ended_facts_agree'), models.CheckConstraint(condition=models.Q(('commander_asked_at', None), ('checkpoint_at__isnull', False), _connector='OR'), name='task_asks_about_a_checkpoint'), models.CheckConstraint(condition=models.Q(('assignee_asked_at', None), models.Q(('assignee__isnull', False), ('checkpoint_at__isnull', False)), _connector='OR'), name='task_asks_an_assignee'), models.CheckConstraint(condition=models.Q(models.Q(('last_word', ''), ('last_word_at', None)), models.Q(models.Q(('last_word', ''), _negated=True), ('last_word_at__isnull', False)), _connector='OR'), name='task_last_word_has_its_time')],
                },
            ),
            migrations.CreateModel(
                name='Words',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='record.incident')),
                    ('block', models.PositiveIntegerField()),
                    ('words', django.contrib.postgres.search.SearchVectorField()),
                ],
                options={
                    'verbose_name_plural': 'words',
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='words_found')],
                    'constraints': [models.UniqueConstraint(fields=('incident', 'block'), name='words_of_a_block')],
                },
            ),
        ),
        migrations.RunSQL(TIMELINE_IS_WRITTEN_ONCE, UNTIMELINE_IS_WRITTEN_ONCE),
        migrations.RunSQL(HEAD_MOVES_FORWARD, UNHEAD_MOVES_FORWARD),
        migrations.RunSQL(WORDS_ARE_KEPT, UNWORDS_ARE_KEPT),
        migrations.RunSQL(ATTACHMENTS_ARE_WRITTEN_ONCE, UNATTACHMENTS_ARE_WRITTEN_ONCE),
    ]
