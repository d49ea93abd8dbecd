"""Postmortems, whose versions the database refuses to change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables

VERSIONS_ARE_WRITTEN_ONCE = """
CREATE TRIGGER revision_is_append_only
    BEFORE UPDATE OR DELETE ON learning_revision
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change('history of a postmortem');
CREATE TRIGGER revision_is_never_truncated
    BEFORE TRUNCATE ON learning_revision
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change('history of a postmortem');
"""
UNVERSIONS_ARE_WRITTEN_ONCE = """
DROP TRIGGER revision_is_never_truncated ON learning_revision;
DROP TRIGGER revision_is_append_only ON learning_revision;
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('learning', '0001_initial'),
        ('learning', '0002_keep_versions_choices_and_facts'),
        ('learning', '0003_versions_are_written_once'),
    ]

    dependencies = [
        ('people', '0001_first_release'),
        ('record', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='CorrectiveAction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='record.incident')),
                    ('text', models.CharField(max_length=240)),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrective_actions', to=settings.AUTH_USER_MODEL)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('measure', models.CharField(blank=True, help_text='Done when …', max_length=240)),
                    ('ticket', models.CharField(blank=True, max_length=120)),
                    ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done, to be verified'), ('verified', 'Verified')], default='open', max_length=10)),
                    ('created_at', models.DateTimeField()),
                    ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('outcome', models.TextField(blank=True, help_text='What shows that the measure is reached.')),
                    ('verified_at', models.DateTimeField(blank=True, null=True)),
                    ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('state', 'open'), ('verified_at', None)), models.Q(('done_at__isnull', False), ('state', 'done'), ('verified_at', None)), models.Q(('done_at__isnull', False), ('state', 'verified'), ('verified_by__isnull', False)), _connector='OR'), name='action_facts_agree'), models.CheckConstraint(condition=models.Q(('verified_by', None), models.Q(('verified_by', models.F('owner')), _negated=True), _connector='OR'), name='action_is_verified_by_another'), models.CheckConstraint(condition=models.Q(('verified_by', None), models.Q(('verified_by', models.F('done_by')), _negated=True), _connector='OR'), name='action_is_verified_by_who_did_not_do_it')],
                },
            ),
            migrations.CreateModel(
                name='Postmortem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='postmortem', to='record.incident')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postmortems', to=settings.AUTH_USER_MODEL)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('sent_back', 'Sent back'), ('approved', 'Approved'), ('published', 'Published'), ('waived', 'Waived')], default='draft', max_length=12)),
                    ('opened_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField(help_text='When the draft is due.', verbose_name='draft due')),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('despite', models.TextField(blank=True, help_text='Why it went to review with findings left.')),
                    ('approved_at', models.DateTimeField(blank=True, null=True)),
                    ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('waived_at', models.DateTimeField(blank=True, null=True)),
                    ('waived_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reason', models.TextField(blank=True, help_text='Why it was waived or sent back.')),
                    ('summary', models.TextField(blank=True)),
                    ('impact', models.TextField(blank=True)),
                    ('root_cause', models.TextField(blank=True)),
                    ('contributing_factors', models.TextField(blank=True)),
                    ('detection', models.TextField(blank=True)),
                    ('remediation', models.TextField(blank=True)),
                    ('lessons', models.TextField(blank=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'permissions': (('write_postmortem', 'May write postmortems'), ('approve_postmortem', 'May approve, send back and waive postmortems')),
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('approved', 'published')), ('approved_at__isnull', False), ('approved_by__isnull', False)), models.Q(models.Q(('state__in', ('approved', 'published')), _negated=True), ('approved_at__isnull', True), ('approved_by__isnull', True)), _connector='OR'), name='postmortem_approved_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('published',)), ('published_at__isnull', False)), models.Q(models.Q(('state__in', ('published',)), _negated=True), ('published_at__isnull', True)), _connector='OR'), name='postmortem_published_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('waived',)), ('waived_at__isnull', False)), models.Q(models.Q(('state__in', ('waived',)), _negated=True), ('waived_at__isnull', True)), _connector='OR'), name='postmortem_waived_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('in_review', 'approved', 'published')), _negated=True), ('submitted_at__isnull', False), _connector='OR'), name='postmortem_submitted_facts_agree'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('owner')), _negated=True), _connector='OR'), name='postmortem_is_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['waived', 'sent_back']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='postmortem_says_why_it_was_refused'), models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('opened_at'))), name='postmortem_is_due_after_it_opens')],
                },
            ),
            migrations.CreateModel(
                name='Why',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('postmortem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='whys', to='learning.postmortem')),
                    ('chain', models.PositiveSmallIntegerField(default=1)),
                    ('position', models.PositiveSmallIntegerField()),
                    ('question', models.CharField(max_length=240)),
                    ('answer', models.TextField()),
                    ('ends_because', models.CharField(blank=True, max_length=240)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('postmortem', 'chain', 'position'), name='why_has_its_place')],
                },
            ),
            migrations.CreateModel(
                name='TimelineChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('postmortem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='learning.postmortem')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.entry')),
                    ('hidden', models.BooleanField(default=False)),
                    ('caption', models.CharField(blank=True, max_length=240)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('postmortem', 'entry'), name='entry_is_chosen_once')],
                },
            ),
            migrations.CreateModel(
                name='Revision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('postmortem', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='learning.postmortem')),
                    ('version', models.PositiveIntegerField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('text', models.JSONField(help_text='The sections and the chains of whys.')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('postmortem', 'version'), name='revision_has_its_version')],
                },
            ),
        ),
        migrations.RunSQL(VERSIONS_ARE_WRITTEN_ONCE, UNVERSIONS_ARE_WRITTEN_ONCE),
    ]
