"""Audiences, updates and promises."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import incidents.comms.models.template
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('comms', '0001_initial'),
        ('comms', '0003_remember_cadences_and_holding'),
        ('comms', '0004_tell_holding_from_answers'),
        ('comms', '0005_tie_promises_to_their_facts'),
        ('comms', '0006_say_why_promises_were_released'),
        ('comms', '0007_let_executives_look'),
        ('comms', '0008_brief_customer_support'),
        ('comms', '0009_keep_templates_of_updates'),
        ('comms', '0011_keep_drafts_and_scheduled_updates'),
    ]

    dependencies = [
        ('people', '0001_first_release'),
        ('record', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='HistoricalAudience',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=40)),
                    ('name', models.CharField(max_length=80)),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('public', models.BooleanField(default=False, help_text='Told on the status page.')),
                    ('extra_addresses', django.contrib.postgres.fields.ArrayField(base_field=models.EmailField(max_length=254), blank=True, default=list, help_text='Addresses outside the portal, separated by commas. They get nothing of drills and of private incidents.', size=None)),
                    ('own_cadence_minutes', models.PositiveIntegerField(blank=True, help_text="Minutes between updates. Empty: what the severity's policy says for this audience; where it says nothing, nothing is promised. Running incidents keep theirs.", null=True, validators=[django.core.validators.MinValueValidator(1)])),
                    ('own_cadence_up_to', models.PositiveSmallIntegerField(default=3, help_text='The lowest severity the own cadence holds for: 1 means SEV0 and SEV1.', validators=[django.core.validators.MaxValueValidator(3)])),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical audience',
                    'verbose_name_plural': 'historical audiences',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Audience',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=80)),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('public', models.BooleanField(default=False, help_text='Told on the status page.')),
                    ('extra_addresses', django.contrib.postgres.fields.ArrayField(base_field=models.EmailField(max_length=254), blank=True, default=list, help_text='Addresses outside the portal, separated by commas. They get nothing of drills and of private incidents.', size=None)),
                    ('own_cadence_minutes', models.PositiveIntegerField(blank=True, help_text="Minutes between updates. Empty: what the severity's policy says for this audience; where it says nothing, nothing is promised. Running incidents keep theirs.", null=True, validators=[django.core.validators.MinValueValidator(1)])),
                    ('own_cadence_up_to', models.PositiveSmallIntegerField(default=3, help_text='The lowest severity the own cadence holds for: 1 means SEV0 and SEV1.', validators=[django.core.validators.MaxValueValidator(3)])),
                    ('members', models.ManyToManyField(blank=True, related_name='audiences', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'permissions': (('send_update', 'May send updates'), ('publish_notice', 'May publish on the status page')),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('public', True)), fields=('public',), name='there_is_one_public_audience'), models.CheckConstraint(condition=models.Q(('own_cadence_minutes', None), ('own_cadence_minutes__gte', 1), _connector='OR'), name='own_cadence_is_a_minute_or_more'), models.CheckConstraint(condition=models.Q(('own_cadence_up_to__lte', 3)), name='own_cadence_ends_at_a_severity')],
                },
            ),
            migrations.CreateModel(
                name='BriefingLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='briefing_links', to='record.incident')),
                    ('name', models.CharField(max_length=80, verbose_name='for whom')),
                    ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                    ('shows_private', models.BooleanField(default=False)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('last_seen_at', models.DateTimeField(null=True)),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['incident', '-made_at'], name='briefings_of_incident')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='briefing_expires_after_it_is_made'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='briefing_revoked_facts_agree'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='briefing_says_for_whom')],
                },
            ),
            migrations.CreateModel(
                name='Cadence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cadences', to='record.incident')),
                    ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cadences', to='comms.audience')),
                    ('minutes', models.PositiveIntegerField(help_text='Empty: promised nothing.', null=True)),
                    ('policy_minutes', models.PositiveIntegerField(help_text='What it was before it was stretched.', null=True)),
                    ('since', models.DateTimeField()),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reason', models.TextField(blank=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['incident', 'audience', '-id'], name='cadence_in_force')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('minutes', None), ('policy_minutes', None)), models.Q(('minutes__gte', models.F('policy_minutes')), ('minutes__isnull', False), ('minutes__lte', django.db.models.expressions.CombinedExpression(models.Value(2), '*', models.F('policy_minutes'))), ('policy_minutes__gte', 1)), _connector='OR'), name='cadence_is_stretched_twofold_at_most'), models.CheckConstraint(condition=models.Q(('minutes', None), ('minutes', models.F('policy_minutes')), models.Q(models.Q(('reason', ''), _negated=True), ('by__isnull', False)), _connector='OR'), name='stretched_cadence_says_who_and_why')],
                },
            ),
            migrations.CreateModel(
                name='Update',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='record.incident')),
                    ('number', models.PositiveIntegerField()),
                    ('stage', models.CharField(choices=[('acknowledgement', 'Acknowledgement'), ('update', 'Update'), ('mitigation', 'Mitigation'), ('resolution', 'Resolution'), ('holding', 'Holding update')], max_length=16)),
                    ('situation', models.CharField(choices=[('investigating', 'Investigating'), ('identified', 'Identified'), ('monitoring', 'Monitoring'), ('resolved', 'Resolved')], default='investigating', max_length=16)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('automatic', models.BooleanField(default=False)),
                    ('title', models.CharField(blank=True, help_text='What customers saw, where this opened a notice.', max_length=200)),
                    ('key', models.CharField(max_length=120)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('incident', 'number'), name='update_has_its_number'), models.UniqueConstraint(fields=('incident', 'key'), name='update_is_sent_once'), models.CheckConstraint(condition=models.Q(models.Q(('automatic', True), ('by', None), ('stage', 'holding')), models.Q(('automatic', False), models.Q(('stage', 'holding'), _negated=True)), _connector='OR'), name='automatic_update_is_a_holding_one'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'resolution'), _negated=True), ('situation', 'resolved'), _connector='OR'), name='resolution_says_resolved')],
                },
            ),
            migrations.CreateModel(
                name='Wording',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='comms.update')),
                    ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='comms.audience')),
                    ('status', models.TextField()),
                    ('impact', models.TextField(blank=True)),
                    ('action', models.TextField(blank=True)),
                    ('next_update_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('update', 'audience'), name='audience_gets_one_wording'), models.CheckConstraint(condition=models.Q(('status', ''), _negated=True), name='wording_has_a_status')],
                },
            ),
            migrations.CreateModel(
                name='UpdateDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='update_drafts', to='record.incident')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('fields', models.JSONField(default=dict)),
                    ('saved_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('incident', 'person'), name='person_has_one_draft_of_an_incident')],
                },
            ),
            migrations.CreateModel(
                name='ScheduledUpdate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled_updates', to='record.incident')),
                    ('stage', models.CharField(choices=[('acknowledgement', 'Acknowledgement'), ('update', 'Update'), ('mitigation', 'Mitigation'), ('resolution', 'Resolution'), ('holding', 'Holding update')], max_length=16)),
                    ('situation', models.CharField(choices=[('investigating', 'Investigating'), ('identified', 'Identified'), ('monitoring', 'Monitoring'), ('resolved', 'Resolved')], max_length=16)),
                    ('title', models.CharField(blank=True, max_length=200)),
                    ('wordings', models.JSONField(help_text='Per audience its status, impact, action.')),
                    ('components', models.JSONField(default=dict)),
                    ('tell_subscribers', models.BooleanField(default=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField()),
                    ('after', models.PositiveIntegerField()),
                    ('level', models.PositiveSmallIntegerField()),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('cancelled', 'Cancelled'), ('withheld', 'Not sent')], default='waiting', max_length=10)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('why', models.CharField(blank=True, max_length=240)),
                    ('update', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comms.update')),
                ],
                options={
                    'indexes': [models.Index(fields=['incident', 'due_at'], name='scheduled_of_incident')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('made_at'))), name='scheduled_update_is_for_later'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='scheduled_update_settled_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), ('update__isnull', False)), models.Q(models.Q(('state', 'sent'), _negated=True), ('update', None)), _connector='OR'), name='scheduled_update_that_was_sent_is_there'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withheld'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='withheld_update_says_why')],
                },
            ),
            migrations.CreateModel(
                name='Promise',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='record.incident')),
                    ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='comms.audience')),
                    ('made_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('open', 'Open'), ('kept', 'Kept'), ('late', 'Late'), ('missed', 'Missed'), ('released', 'Released')], default='open', max_length=10)),
                    ('settled_at', models.DateTimeField(blank=True, null=True)),
                    ('update', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settled', to='comms.update')),
                    ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held', to='comms.update')),
                    ('released_because', models.CharField(blank=True, choices=[('resolved', 'the incident was resolved'), ('dismissed', 'it was no incident'), ('merged', 'it continues in another incident'), ('sooner', 'an earlier time was promised instead'), ('ended', 'the incident ended')], db_default='', default='', max_length=10)),
                    ('nudged_at', models.DateTimeField(blank=True, null=True)),
                    ('managers_told_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['incident', '-due_at'], name='promise_history')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('incident', 'audience'), name='one_open_promise_per_audience'), models.CheckConstraint(condition=models.Q(models.Q(('held_by', None), ('settled_at', None), ('state', 'open'), ('update', None)), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='promise_settled_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'kept'), _negated=True), models.Q(('held_by', None), ('settled_at__lte', models.F('due_at')), ('update__isnull', False)), _connector='OR'), name='kept_promise_was_answered_in_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'late'), _negated=True), ('held_by__isnull', False), models.Q(('settled_at__gt', models.F('due_at')), ('update__isnull', False)), _connector='OR'), name='late_promise_was_answered_late_or_held'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'missed'), _negated=True), ('managers_told_at__isnull', False), _connector='OR'), name='missed_promise_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('held_by', None), ('managers_told_at', None), ('update', None)), _connector='OR'), name='released_promise_was_not_broken'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('released_because', ''), _negated=True), _connector='OR'), name='released_promise_says_why')],
                },
            ),
            migrations.CreateModel(
                name='SupportBrief',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support_briefs', to='record.incident')),
                    ('number', models.PositiveIntegerField()),
                    ('talking_points', models.TextField(blank=True)),
                    ('workaround', models.TextField(blank=True, verbose_name='known workaround')),
                    ('not_to_say', models.TextField(blank=True, verbose_name='what not to say')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('incident', 'number'), name='support_brief_has_its_number'), models.CheckConstraint(condition=models.Q(('not_to_say', ''), ('talking_points', ''), ('workaround', ''), _negated=True), name='support_brief_says_something')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalUpdateTemplate',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=40)),
                    ('name', models.CharField(max_length=60)),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('stage', models.CharField(choices=[('acknowledgement', 'Acknowledgement'), ('update', 'Update'), ('mitigation', 'Mitigation'), ('resolution', 'Resolution')], default='update', max_length=16)),
                    ('situation', models.CharField(choices=[('investigating', 'Investigating'), ('identified', 'Identified'), ('monitoring', 'Monitoring'), ('resolved', 'Resolved')], default='investigating', max_length=16)),
                    ('for_customers', models.BooleanField(default=True, help_text='Off: whoever begins with it starts without customers chosen.')),
                    ('offered', models.BooleanField(default=True)),
                    ('status', models.TextField(validators=[incidents.comms.models.template.check_placeholders])),
                    ('impact', models.TextField(blank=True, validators=[incidents.comms.models.template.check_placeholders])),
                    ('action', models.TextField(blank=True, validators=[incidents.comms.models.template.check_placeholders])),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical update template',
                    'verbose_name_plural': 'historical update templates',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='UpdateTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=60)),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('stage', models.CharField(choices=[('acknowledgement', 'Acknowledgement'), ('update', 'Update'), ('mitigation', 'Mitigation'), ('resolution', 'Resolution')], default='update', max_length=16)),
                    ('situation', models.CharField(choices=[('investigating', 'Investigating'), ('identified', 'Identified'), ('monitoring', 'Monitoring'), ('resolved', 'Resolved')], default='investigating', max_length=16)),
                    ('for_customers', models.BooleanField(default=True, help_text='Off: whoever begins with it starts without customers chosen.')),
                    ('offered', models.BooleanField(default=True)),
                    ('status', models.TextField(validators=[incidents.comms.models.template.check_placeholders])),
                    ('impact', models.TextField(blank=True, validators=[incidents.comms.models.template.check_placeholders])),
                    ('action', models.TextField(blank=True, validators=[incidents.comms.models.template.check_placeholders])),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('status', ''), _negated=True), name='update_template_has_a_status'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'resolution'), _negated=True), ('situation', 'resolved'), _connector='OR'), name='resolution_template_says_resolved')],
                },
            ),
        ),
    ]
