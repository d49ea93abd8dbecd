"""The public page, its notices and its subscribers."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import statuspage.models.page
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('statuspage', '0001_initial'),
        ('statuspage', '0002_count_confirmations_in_the_portals_buckets'),
        ('statuspage', '0003_reach_subscribers_on_channels'),
        ('statuspage', '0004_say_more_on_the_page'),
        ('statuspage', '0005_index_what_is_said_once'),
    ]

    dependencies = [
        ('people', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='Audience',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('members', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Page',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('only', models.BooleanField(default=True, editable=False, unique=True)),
                    ('public_id', models.CharField(default=statuspage.models.page.new_public_id, editable=False, max_length=12, unique=True)),
                    ('name', models.CharField(default='Status', max_length=80)),
                    ('time_zone', models.CharField(default='UTC', help_text='Days begin and times are written in this zone.', max_length=64, validators=[statuspage.models.page.known_time_zone])),
                    ('support_url', models.URLField(blank=True)),
                    ('description', models.CharField(blank=True, db_default='', default='', max_length=240)),
                    ('languages', models.JSONField(default=statuspage.models.page.only_english, help_text='The first is that of the page; others have their addresses: ["en", "fr"].', validators=[statuspage.models.page.known_languages])),
                    ('private', models.BooleanField(db_default=False, default=False, help_text='Readable only by people who signed in.')),
                    ('security_contact', models.CharField(blank=True, db_default='', default='', help_text='For security.txt: an https or mailto address.', max_length=240, validators=[statuspage.models.page.known_contact])),
                    ('flip_seconds', models.PositiveIntegerField(db_default=120, default=120, help_text="A component's change that is over sooner tells nobody.")),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now_add=True)),
                    ('revision', models.PositiveBigIntegerField(default=1, editable=False)),
                ],
                options={
                    'verbose_name': 'status page',
                    'permissions': (('publish_notice', 'May publish, edit and retract what the status page says'), ('manage_subscribers', 'May see, add and export subscribers of the status page'), ('correct_uptime', 'May correct past downtime')),
                    'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='there_is_one_page')],
                },
            ),
            migrations.CreateModel(
                name='Announcement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=statuspage.models.page.new_public_id, editable=False, max_length=12, unique=True)),
                    ('title', models.CharField(max_length=160)),
                    ('text', models.TextField(blank=True)),
                    ('tone', models.CharField(choices=[('info', 'Information'), ('maint', 'Maintenance'), ('degraded', 'Attention')], default='info', max_length=8)),
                    ('link', models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https', 'http'])])),
                    ('in_product', models.BooleanField(default=False, help_text='Also shown by the embedded element.')),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('translations', models.JSONField(blank=True, default=dict, help_text='{"fr": {"title": "…", "text": "…"}}')),
                    ('by_name', models.CharField(max_length=160)),
                    ('created_at', models.DateTimeField()),
                    ('audiences', models.ManyToManyField(blank=True, help_text='Shown to these only; none is everybody.', related_name='+', to='statuspage.audience')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='announcement_ends_after_it_starts')],
                },
            ),
            migrations.CreateModel(
                name='ComponentGroup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=statuspage.models.page.new_public_id, editable=False, max_length=12, unique=True)),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                ],
            ),
            migrations.CreateModel(
                name='Component',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=statuspage.models.page.new_public_id, editable=False, max_length=12, unique=True)),
                    ('name', models.CharField(max_length=80)),
                    ('description', models.CharField(blank=True, max_length=240)),
                    ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='components', to='statuspage.componentgroup')),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('status', models.CharField(choices=[('operational', 'Operational'), ('under_maintenance', 'Under maintenance'), ('degraded_performance', 'Degraded'), ('partial_outage', 'Partial outage'), ('major_outage', 'Major outage')], default='operational', max_length=24)),
                    ('start_date', models.DateField(blank=True, help_text='Uptime counts from here.', null=True)),
                    ('showcase', models.BooleanField(default=True, help_text='Show its 90-day bar.')),
                    ('only_show_if_degraded', models.BooleanField(default=False)),
                    ('visible', models.BooleanField(default=True, help_text='Part of the page.')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now_add=True)),
                    ('audiences', models.ManyToManyField(blank=True, help_text='Shown to these only; none is everybody.', related_name='+', to='statuspage.audience')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('group', 'name'), name='component_has_its_name', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='UptimeCorrection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('component', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='statuspage.component')),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('operational', 'Operational'), ('under_maintenance', 'Under maintenance'), ('degraded_performance', 'Degraded'), ('partial_outage', 'Partial outage'), ('major_outage', 'Major outage')], max_length=24)),
                    ('reason', models.CharField(max_length=240)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['component', 'starts_at'], name='corrections_in_time')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='correction_covers_some_time'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='correction_has_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='MaintenanceSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=statuspage.models.page.new_public_id, editable=False, max_length=12, unique=True)),
                    ('title', models.CharField(max_length=200)),
                    ('text', models.TextField()),
                    ('rule', models.CharField(help_text='RRULE, like FREQ=WEEKLY;BYDAY=SU.', max_length=200)),
                    ('time_zone', models.CharField(max_length=64, validators=[statuspage.models.page.known_time_zone])),
                    ('first_at', models.DateTimeField()),
                    ('minutes', models.PositiveIntegerField(help_text='How long each takes.')),
                    ('remind_minutes', models.PositiveIntegerField(blank=True, default=60, null=True)),
                    ('auto_start', models.BooleanField(default=True)),
                    ('auto_end', models.BooleanField(default=True)),
                    ('tell', models.BooleanField(default=True, verbose_name='tell subscribers')),
                    ('by_name', models.CharField(max_length=160)),
                    ('created_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('components', models.ManyToManyField(blank=True, related_name='+', to='statuspage.component')),
                ],
                options={
                    'verbose_name_plural': 'maintenance series',
                    'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='series_takes_time')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('incident', 'Incident'), ('maintenance', 'Maintenance')], db_default='incident', default='incident', max_length=12)),
                    ('public_id', models.CharField(default=statuspage.models.page.new_public_id, editable=False, max_length=12, unique=True)),
                    ('key', models.CharField(editable=False, max_length=120, unique=True)),
                    ('title', models.CharField(max_length=200)),
                    ('status', models.CharField(choices=[('investigating', 'Investigating'), ('identified', 'Identified'), ('monitoring', 'Monitoring'), ('resolved', 'Resolved'), ('postmortem', 'Postmortem'), ('scheduled', 'Scheduled'), ('in_progress', 'In progress'), ('verifying', 'Verifying'), ('completed', 'Completed')], max_length=16)),
                    ('impact', models.CharField(choices=[('none', 'None'), ('minor', 'Minor'), ('major', 'Major'), ('critical', 'Critical'), ('maintenance', 'Maintenance')], default='none', max_length=16)),
                    ('impact_override', models.CharField(blank=True, choices=[('none', 'None'), ('minor', 'Minor'), ('major', 'Major'), ('critical', 'Critical'), ('maintenance', 'Maintenance')], max_length=16)),
                    ('started_at', models.DateTimeField()),
                    ('created_at', models.DateTimeField()),
                    ('updated_at', models.DateTimeField()),
                    ('monitoring_at', models.DateTimeField(blank=True, null=True)),
                    ('resolved_at', models.DateTimeField(blank=True, null=True)),
                    ('next_update_by', models.DateTimeField(blank=True, null=True)),
                    ('promises_kept', models.PositiveIntegerField(default=0)),
                    ('promises_late', models.PositiveIntegerField(default=0)),
                    ('retracted_at', models.DateTimeField(blank=True, null=True)),
                    ('retraction_reason', models.CharField(blank=True, max_length=240)),
                    ('translations', models.JSONField(blank=True, db_default={}, default=dict, help_text='Titles in other languages: {"fr": "…"}.')),
                    ('backfilled', models.BooleanField(db_default=False, default=False, help_text='Entered after the fact.')),
                    ('report', models.TextField(blank=True, db_default='', default='', help_text='The public postmortem.')),
                    ('report_published_at', models.DateTimeField(blank=True, null=True)),
                    ('scheduled_for', models.DateTimeField(blank=True, null=True)),
                    ('scheduled_until', models.DateTimeField(blank=True, null=True)),
                    ('remind_minutes', models.PositiveIntegerField(blank=True, help_text='Subscribers are reminded so long before; empty is never.', null=True)),
                    ('reminded_at', models.DateTimeField(blank=True, null=True)),
                    ('auto_start', models.BooleanField(db_default=True, default=True)),
                    ('auto_end', models.BooleanField(db_default=True, default=True)),
                    ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                    ('sequence', models.PositiveIntegerField(db_default=0, default=0)),
                    ('series', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='occurrences', to='statuspage.maintenanceseries')),
                    ('occurrence_at', models.DateTimeField(blank=True, help_text='When the series has it, wherever it was moved.', null=True)),
                    ('audiences', models.ManyToManyField(blank=True, help_text='Told to these only; none is everybody.', related_name='+', to='statuspage.audience')),
                ],
                options={
                    'indexes': [models.Index(fields=['-started_at', '-id'], name='notice_newest_first')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', False), ('status__in', ['resolved', 'postmortem', 'completed'])), models.Q(models.Q(('status__in', ['resolved', 'postmortem', 'completed']), _negated=True), ('resolved_at', None)), _connector='OR'), name='notice_resolved_facts_agree'), models.CheckConstraint(condition=models.Q(('resolved_at', None), ('next_update_by', None), _connector='OR'), name='resolved_notice_promises_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'maintenance'), ('scheduled_for__isnull', False), ('scheduled_until__gt', models.F('scheduled_for')), ('status__in', ['scheduled', 'in_progress', 'verifying', 'completed'])), models.Q(('kind', 'incident'), ('scheduled_for', None), ('scheduled_until', None), models.Q(('status__in', ['scheduled', 'in_progress', 'verifying', 'completed']), _negated=True)), _connector='OR'), name='notice_is_incident_or_maintenance'), models.CheckConstraint(condition=models.Q(('cancelled_at', None), models.Q(('kind', 'maintenance'), ('status', 'completed')), _connector='OR'), name='cancelled_maintenance_is_over'), models.CheckConstraint(condition=models.Q(('report_published_at', None), models.Q(('report', ''), _negated=True), _connector='OR'), name='published_report_has_words'), models.UniqueConstraint(condition=models.Q(('series__isnull', False)), fields=('series', 'occurrence_at'), name='series_has_each_occurrence_once')],
                },
            ),
            migrations.CreateModel(
                name='StatusChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('component', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='statuspage.component')),
                    ('at', models.DateTimeField()),
                    ('old_status', models.CharField(choices=[('operational', 'Operational'), ('under_maintenance', 'Under maintenance'), ('degraded_performance', 'Degraded'), ('partial_outage', 'Partial outage'), ('major_outage', 'Major outage')], max_length=24)),
                    ('new_status', models.CharField(choices=[('operational', 'Operational'), ('under_maintenance', 'Under maintenance'), ('degraded_performance', 'Degraded'), ('partial_outage', 'Partial outage'), ('major_outage', 'Major outage')], max_length=24)),
                    ('by_name', models.CharField(max_length=160)),
                    ('source', models.CharField(default='portal', max_length=40)),
                    ('notice', models.ForeignKey(blank=True, help_text='The notice that said so.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='status_changes', to='statuspage.notice')),
                    ('reason', models.CharField(blank=True, max_length=240)),
                ],
                options={
                    'indexes': [models.Index(fields=['component', 'at'], name='status_change_history')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('old_status', models.F('new_status')), _negated=True), name='status_change_changes_something')],
                },
            ),
            migrations.CreateModel(
                name='NoticeComponent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affected', to='statuspage.notice')),
                    ('component', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='statuspage.component')),
                    ('status', models.CharField(choices=[('operational', 'Operational'), ('under_maintenance', 'Under maintenance'), ('degraded_performance', 'Degraded'), ('partial_outage', 'Partial outage'), ('major_outage', 'Major outage')], max_length=24)),
                    ('worst', models.CharField(choices=[('operational', 'Operational'), ('under_maintenance', 'Under maintenance'), ('degraded_performance', 'Degraded'), ('partial_outage', 'Partial outage'), ('major_outage', 'Major outage')], max_length=24)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('notice', 'component'), name='notice_names_a_component_once')],
                },
            ),
            migrations.CreateModel(
                name='Subscriber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('slack', 'Slack'), ('teams', 'Microsoft Teams')], db_default='email', default='email', max_length=8)),
                    ('address', models.CharField(max_length=500)),
                    ('state', models.CharField(choices=[('pending', 'Not confirmed'), ('active', 'Active'), ('quarantined', 'Quarantined'), ('gone', 'Unsubscribed')], default='pending', max_length=12)),
                    ('everything', models.BooleanField(default=True)),
                    ('volume', models.CharField(choices=[('every', 'Every update'), ('ends', 'Start and end'), ('major', 'Major and partial outages only')], db_default='every', default='every', max_length=8)),
                    ('maintenance', models.BooleanField(db_default=True, default=True)),
                    ('component_changes', models.BooleanField(db_default=False, default=False, help_text='Also when a component changes without an incident.')),
                    ('language', models.CharField(db_default='en', default='en', max_length=5)),
                    ('only_notice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='subscribers', to='statuspage.notice')),
                    ('created_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('gone_at', models.DateTimeField(blank=True, null=True)),
                    ('quarantined_at', models.DateTimeField(blank=True, null=True)),
                    ('quarantine_reason', models.CharField(blank=True, db_default='', default='', max_length=240)),
                    ('purge_at', models.DateTimeField(blank=True, null=True)),
                    ('secret_generation', models.PositiveSmallIntegerField(db_default=1, default=1)),
                    ('rotating_until', models.DateTimeField(blank=True, null=True)),
                    ('components', models.ManyToManyField(blank=True, related_name='subscribers', to='statuspage.component')),
                    ('groups', models.ManyToManyField(blank=True, related_name='subscribers', to='statuspage.componentgroup')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(models.F('channel'), django.db.models.functions.text.Lower('address'), models.F('only_notice'), name='address_subscribes_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('gone_at__isnull', False), ('state', 'gone')), models.Q(models.Q(('state', 'gone'), _negated=True), ('gone_at', None)), _connector='OR'), name='gone_subscriber_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='active_subscriber_confirmed'), models.CheckConstraint(condition=models.Q(models.Q(('purge_at__isnull', False), ('quarantined_at__isnull', False), ('state', 'quarantined')), models.Q(models.Q(('state', 'quarantined'), _negated=True), ('purge_at', None), ('quarantined_at', None)), _connector='OR'), name='quarantined_subscriber_facts_agree')],
                },
            ),
            migrations.CreateModel(
                name='Wish',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('slack', 'Slack'), ('teams', 'Microsoft Teams')], db_default='email', default='email', max_length=8)),
                    ('address', models.CharField(max_length=500)),
                    ('scope', models.JSONField(default=dict)),
                    ('notice', models.CharField(blank=True, max_length=12)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name_plural': 'wishes',
                },
            ),
            migrations.CreateModel(
                name='NoticeTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=statuspage.models.page.new_public_id, editable=False, max_length=12, unique=True)),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('kind', models.CharField(choices=[('incident', 'Incident'), ('maintenance', 'Maintenance')], default='incident', max_length=12)),
                    ('status', models.CharField(choices=[('investigating', 'Investigating'), ('identified', 'Identified'), ('monitoring', 'Monitoring'), ('resolved', 'Resolved'), ('postmortem', 'Postmortem'), ('scheduled', 'Scheduled'), ('in_progress', 'In progress'), ('verifying', 'Verifying'), ('completed', 'Completed')], default='investigating', max_length=16)),
                    ('title', models.CharField(max_length=200)),
                    ('text', models.TextField()),
                    ('tell', models.BooleanField(default=True, verbose_name='tell subscribers')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('components', models.ManyToManyField(blank=True, related_name='+', to='statuspage.component')),
                ],
            ),
            migrations.CreateModel(
                name='NoticeUpdate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=statuspage.models.page.new_public_id, editable=False, max_length=12, unique=True)),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='statuspage.notice')),
                    ('key', models.CharField(editable=False, max_length=120, unique=True)),
                    ('status', models.CharField(choices=[('investigating', 'Investigating'), ('identified', 'Identified'), ('monitoring', 'Monitoring'), ('resolved', 'Resolved'), ('postmortem', 'Postmortem'), ('scheduled', 'Scheduled'), ('in_progress', 'In progress'), ('verifying', 'Verifying'), ('completed', 'Completed')], max_length=16)),
                    ('status_text', models.TextField()),
                    ('impact_text', models.TextField(blank=True)),
                    ('action_text', models.TextField(blank=True)),
                    ('next_update_by', models.DateTimeField(blank=True, null=True)),
                    ('reduced', models.BooleanField(default=False, help_text='The impact is less, not gone.')),
                    ('automatic', models.BooleanField(default=False)),
                    ('tell', models.BooleanField(default=True, verbose_name='tell subscribers')),
                    ('components', models.JSONField(default=list)),
                    ('translations', models.JSONField(blank=True, db_default={}, default=dict, help_text='{"fr": {"status_text": "…", …}}')),
                    ('edited_at', models.DateTimeField(blank=True, null=True)),
                    ('by_name', models.CharField(max_length=160)),
                    ('created_at', models.DateTimeField()),
                    ('display_at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['notice', '-display_at'], name='notice_updates')],
                },
            ),
            migrations.CreateModel(
                name='UpdateEdit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='edits', to='statuspage.noticeupdate')),
                    ('before', models.JSONField()),
                    ('reason', models.CharField(max_length=240)),
                    ('by_name', models.CharField(max_length=160)),
                    ('at', models.DateTimeField()),
                ],
            ),
        ),
    ]
