"""Integrations, what they send, and what becomes of it. What comes in is kept by a function,
which a session plans once: planning the statement cost the database a quarter of carrying it
out, for every alert of a storm."""

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables

KEEP = """
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
UNKEEP = "DROP FUNCTION alerts_keep(bigint, varchar, jsonb, timestamptz, varchar, varchar)"

KEEP_WHAT_CAME_WITH_IT = """
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
UNKEEP_WHAT_CAME_WITH_IT = """
DROP FUNCTION alerts_keep(
    bigint, varchar, jsonb, timestamptz, varchar, varchar, jsonb, varchar)
"""


def keep_the_policy(apps, schema_editor):
    apps.get_model('alerts', 'AlertPolicy')._default_manager.get_or_create(pk=1)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('alerts', '0001_initial'),
        ('alerts', '0002_index_what_waits'),
        ('alerts', '0003_keep_notifications_by_a_function'),
        ('alerts', '0004_know_who_sends_what'),
        ('alerts', '0005_index_what_came_newest_first'),
        ('alerts', '0006_keep_what_came_with_it'),
        ('alerts', '0007_say_what_became_of_alerts'),
        ('alerts', '0008_index_what_fires'),
    ]

    dependencies = [
        ('catalog', '0001_first_release'),
        ('clock', '0001_first_release'),
        ('oncall', '0001_first_release'),
        ('people', '0001_first_release'),
        ('record', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='Integration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('kind', models.CharField(choices=[('alertmanager', 'Prometheus Alertmanager'), ('grafana', 'Grafana alerting'), ('pagerduty', 'PagerDuty Events v2'), ('datadog', 'Datadog'), ('newrelic', 'New Relic'), ('sns', 'CloudWatch through SNS'), ('sentry', 'Sentry'), ('json', 'Generic JSON'), ('github', 'GitHub deployments'), ('gitlab', 'GitLab deployments'), ('changes', 'Argo CD and other changes')], db_default='alertmanager', default='alertmanager', max_length=16)),
                    ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                    ('sealed_secret', models.TextField(blank=True, db_default='', editable=False)),
                    ('previous_digest', models.CharField(blank=True, db_default='', editable=False, max_length=64)),
                    ('previous_sealed', models.TextField(blank=True, db_default='', editable=False)),
                    ('previous_until', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('enabled', models.BooleanField(default=True)),
                    ('default_service', models.ForeignKey(blank=True, help_text='For alerts that no rule gives a service.', null=True, on_delete=django.db.models.deletion.PROTECT, to='catalog.service')),
                    ('topics', models.TextField(blank=True, db_default='', help_text='SNS topics that may send, one ARN a line. Others are refused.')),
                    ('timestamp_header', models.CharField(blank=True, db_default='', help_text="Grafana's timestamp header, where its signature has one.", max_length=80)),
                    ('mapping', models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict)),
                    ('most_a_minute', models.PositiveIntegerField(db_default=120000, default=120000, help_text='More than so many a minute are asked to come again later.')),
                    ('expected_every', models.PositiveIntegerField(blank=True, help_text='Minutes. Silent for longer, its owners are told. Empty: it may be silent.', null=True)),
                    ('silent_since', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('last_seen_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('owners', models.ManyToManyField(blank=True, help_text='Who is told when it falls silent; nobody: the managers.', related_name='integrations', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Refusal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('integration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refusals', to='alerts.integration')),
                    ('at', models.DateTimeField()),
                    ('status', models.PositiveSmallIntegerField()),
                    ('why', models.CharField(max_length=400)),
                    ('excerpt', models.TextField(blank=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['integration', '-at'], name='refusal_newest_first')],
                },
            ),
            migrations.CreateModel(
                name='Subscription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('integration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='alerts.integration')),
                    ('topic', models.CharField(max_length=300)),
                    ('address', models.CharField(max_length=2000)),
                    ('asked_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('integration', 'topic'), name='subscription_is_one_a_topic')],
                },
            ),
            migrations.CreateModel(
                name='SigningCertificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.CharField(max_length=500, unique=True)),
                    ('pem', models.TextField()),
                    ('fetched_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='HistoricalAlertPolicy',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('flap_changes', models.PositiveSmallIntegerField(default=4, help_text='More changes than this within the minutes below: it flaps.')),
                    ('flap_minutes', models.PositiveSmallIntegerField(default=15)),
                    ('suppression_hours', models.PositiveSmallIntegerField(default=24, help_text='The longest that known issues may be suppressed.')),
                    ('stale_hours', models.PositiveSmallIntegerField(default=12, help_text='Firing, and nothing heard of it for this long.')),
                    ('night_from', models.PositiveSmallIntegerField(default=22, help_text='Hour of the day.')),
                    ('night_to', models.PositiveSmallIntegerField(default=7, help_text='Hour of the day.')),
                    ('time_zone', models.CharField(default='UTC', help_text='Where that night is.', max_length=60)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical alert policy',
                    'verbose_name_plural': 'historical alert policy',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='AlertPolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('flap_changes', models.PositiveSmallIntegerField(default=4, help_text='More changes than this within the minutes below: it flaps.')),
                    ('flap_minutes', models.PositiveSmallIntegerField(default=15)),
                    ('suppression_hours', models.PositiveSmallIntegerField(default=24, help_text='The longest that known issues may be suppressed.')),
                    ('stale_hours', models.PositiveSmallIntegerField(default=12, help_text='Firing, and nothing heard of it for this long.')),
                    ('night_from', models.PositiveSmallIntegerField(default=22, help_text='Hour of the day.')),
                    ('night_to', models.PositiveSmallIntegerField(default=7, help_text='Hour of the day.')),
                    ('time_zone', models.CharField(default='UTC', help_text='Where that night is.', max_length=60)),
                ],
                options={
                    'verbose_name': 'alert policy',
                    'verbose_name_plural': 'alert policy',
                    'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='there_is_one_alert_policy'), models.CheckConstraint(condition=models.Q(('flap_changes__gte', 1), ('flap_minutes__gte', 1), ('stale_hours__gte', 1), ('suppression_hours__gte', 1)), name='alert_policy_is_at_least_one_of_each'), models.CheckConstraint(condition=models.Q(('night_from__lte', 23), ('night_to__lte', 23)), name='alert_policy_night_is_in_the_day')],
                },
            ),
            migrations.CreateModel(
                name='Rule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('integration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='alerts.integration')),
                    ('position', models.PositiveSmallIntegerField(default=1)),
                    ('matches', models.JSONField(blank=True, default=dict, help_text='Conditions on labels, like {"team": "pay", "alertname": {"like": "Pay*"}}.')),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalog.service')),
                    ('level', models.PositiveSmallIntegerField(blank=True, help_text='0–3; empty: read from the label severity, and unsure goes up.', null=True, verbose_name='severity')),
                    ('policy', models.ForeignKey(blank=True, help_text="Who is called; empty: as the service's team says.", null=True, on_delete=django.db.models.deletion.PROTECT, to='oncall.escalationpolicy', verbose_name='escalation policy')),
                    ('group_by', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, db_default=[], default=list, help_text='Labels that make one group, where the source names none.', size=None)),
                    ('opens_incident', models.BooleanField(default=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('level', None), ('level__lte', 3), _connector='OR'), name='rule_level_is_0_to_3')],
                },
            ),
            migrations.CreateModel(
                name='Suppression',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('integration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suppressions', to='alerts.integration')),
                    ('fingerprint', models.CharField(blank=True, max_length=120)),
                    ('title', models.CharField(blank=True, help_text='Of the one alert.', max_length=240)),
                    ('matches', models.JSONField(blank=True, default=dict)),
                    ('reason', models.CharField(max_length=240)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('began_at', models.DateTimeField()),
                    ('until', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('began_at'))), name='suppression_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), ('ended_by', None), _connector='OR'), name='suppression_ended_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('fingerprint', ''), models.Q(('matches', {}), _negated=True)), models.Q(models.Q(('fingerprint', ''), _negated=True), ('integration__isnull', False), ('matches', {})), _connector='OR'), name='suppression_means_labels_or_one_alert'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='suppression_has_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='Alert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('integration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='alerts.integration')),
                    ('fingerprint', models.CharField(max_length=120)),
                    ('group_key', models.CharField(max_length=500)),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField(blank=True, null=True)),
                    ('status', models.CharField(choices=[('firing', 'Firing'), ('resolved', 'Resolved')], max_length=10)),
                    ('title', models.CharField(max_length=240)),
                    ('labels', models.JSONField(default=dict)),
                    ('annotations', models.JSONField(default=dict)),
                    ('generator_url', models.CharField(blank=True, max_length=1000)),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='catalog.service')),
                    ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='record.incident')),
                    ('received_at', models.DateTimeField()),
                    ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                    ('acknowledged_by', models.CharField(blank=True, db_default='', help_text='Who did so, where it came from.', max_length=160)),
                    ('heard_at', models.DateTimeField(blank=True, help_text='The last word of it.', null=True)),
                    ('level', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='severity')),
                    ('rule', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='alerts.rule')),
                    ('suppressed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='alerts.suppression')),
                    ('flapping', models.BooleanField(db_default=False, default=False)),
                    ('maintenance', models.CharField(blank=True, db_default='', help_text='Planned work as it began.', max_length=240)),
                ],
                options={
                    'indexes': [models.Index(fields=['-starts_at', '-id'], name='alert_newest_first'), models.Index(fields=['integration', 'group_key'], name='alert_group'), models.Index(condition=models.Q(('status', 'firing')), fields=['-starts_at', '-id'], name='alert_firing'), models.Index(fields=['incident', 'status', 'starts_at'], name='alert_of_incident'), models.Index(condition=models.Q(('suppressed_by__isnull', False)), fields=['suppressed_by'], name='alert_suppressed')],
                    'constraints': [models.UniqueConstraint(fields=('integration', 'fingerprint', 'starts_at'), name='alert_occurs_once'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', False), ('status', 'resolved')), models.Q(('ends_at', None), ('status', 'firing')), _connector='OR'), name='alert_ended_facts_agree')],
                },
            ),
            migrations.CreateModel(
                name='Snooze',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snoozes', to='alerts.alert')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('until', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('at'))), name='snooze_ends_after_it_begins')],
                },
            ),
            migrations.CreateModel(
                name='LastWord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('integration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='alerts.integration')),
                    ('fingerprint', models.CharField(max_length=120)),
                    ('fired_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('acknowledged_at', models.DateTimeField(null=True)),
                    ('acknowledged_by', models.CharField(blank=True, max_length=160)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('integration', 'fingerprint'), name='last_word_is_one_a_fingerprint')],
                },
            ),
            migrations.CreateModel(
                name='AlertEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='alerts.alert')),
                    ('what', models.CharField(choices=[('attached', 'Attached'), ('opened', 'Opened an incident'), ('suppressed', 'Suppressed'), ('lifted', 'No longer suppressed'), ('snoozed', 'Snoozed'), ('woke', 'Snooze ended'), ('flapping', 'Flapping'), ('calm', 'Calm again'), ('paged_again', 'Paged again'), ('ended', 'Marked as over')], max_length=12)),
                    ('words', models.CharField(blank=True, max_length=240)),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('what', 'paged_again')), fields=('alert',), name='an_occurrence_pages_again_once')],
                },
            ),
            migrations.CreateModel(
                name='InboxItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('integration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='inbox', to='alerts.integration')),
                    ('dedupe_key', models.CharField(max_length=64)),
                    ('lane', models.CharField(blank=True, db_default='', max_length=64)),
                    ('body', models.JSONField()),
                    ('said', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                    ('received_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('received', 'Received'), ('folded', 'Worked in'), ('failed', 'Could not be read')], default='received', max_length=10)),
                    ('folded_at', models.DateTimeField(blank=True, null=True)),
                    ('error', models.TextField(blank=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'received')), fields=['integration', 'id'], name='inbox_waiting'), models.Index(fields=['integration', 'received_at'], name='inbox_newest_first')],
                    'constraints': [models.UniqueConstraint(fields=('integration', 'dedupe_key'), name='notification_is_kept_once')],
                },
            ),
        ),
        migrations.RunSQL(KEEP, UNKEEP),
        migrations.RunSQL(KEEP_WHAT_CAME_WITH_IT, UNKEEP_WHAT_CAME_WITH_IT),
        migrations.RunPython(keep_the_policy, migrations.RunPython.noop),
    ]
