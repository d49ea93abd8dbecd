"""What alerts are ruled by, who keeps them quiet and until when, and what happened to them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


def keep_the_policy(apps, schema_editor):
    apps.get_model('alerts', 'AlertPolicy')._default_manager.get_or_create(pk=1)


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0006_keep_what_came_with_it'),
        ('catalog', '0009_ship_diagnostic_guides'),
        ('oncall', '0001_initial'),
        ('record', '0011_invite_advisors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='alert',
            name='flapping',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='alert',
            name='heard_at',
            field=models.DateTimeField(blank=True, help_text='The last word of it.', null=True),
        ),
        migrations.AddField(
            model_name='alert',
            name='level',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='severity'),
        ),
        migrations.AddField(
            model_name='alert',
            name='maintenance',
            field=models.CharField(blank=True, db_default='', help_text='Planned work as it began.', max_length=240),
        ),
        migrations.AddField(
            model_name='alert',
            name='rule',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='alerts.rule'),
        ),
        migrations.AddField(
            model_name='rule',
            name='group_by',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, db_default=[], default=list, help_text='Labels that make one group, where the source names none.', size=None),
        ),
        migrations.AddField(
            model_name='rule',
            name='policy',
            field=models.ForeignKey(blank=True, help_text="Who is called; empty: as the service's team says.", null=True, on_delete=django.db.models.deletion.PROTECT, to='oncall.escalationpolicy', verbose_name='escalation policy'),
        ),
        migrations.AlterField(
            model_name='rule',
            name='matches',
            field=models.JSONField(blank=True, default=dict, help_text='Conditions on labels, like {"team": "pay", "alertname": {"like": "Pay*"}}.'),
        ),
        migrations.CreateModel(
            name='AlertEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('attached', 'Attached'), ('opened', 'Opened an incident'), ('suppressed', 'Suppressed'), ('lifted', 'No longer suppressed'), ('snoozed', 'Snoozed'), ('woke', 'Snooze ended'), ('flapping', 'Flapping'), ('calm', 'Calm again'), ('paged_again', 'Paged again'), ('ended', 'Marked as over')], max_length=12)),
                ('words', models.CharField(blank=True, max_length=240)),
                ('at', models.DateTimeField()),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='alerts.alert')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
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
            name='Snooze',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snoozes', to='alerts.alert')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(blank=True, max_length=120)),
                ('title', models.CharField(blank=True, help_text='Of the one alert.', max_length=240)),
                ('matches', models.JSONField(blank=True, default=dict)),
                ('reason', models.CharField(max_length=240)),
                ('began_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('integration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suppressions', to='alerts.integration')),
            ],
        ),
        migrations.AddField(
            model_name='alert',
            name='suppressed_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='alerts.suppression'),
        ),
        migrations.AddConstraint(
            model_name='alertevent',
            constraint=models.UniqueConstraint(condition=models.Q(('what', 'paged_again')), fields=('alert',), name='an_occurrence_pages_again_once'),
        ),
        migrations.AddConstraint(
            model_name='snooze',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', models.F('at'))), name='snooze_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('began_at'))), name='suppression_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', False), ('ended_by', None), _connector='OR'), name='suppression_ended_facts_agree'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fingerprint', ''), models.Q(('matches', {}), _negated=True)), models.Q(models.Q(('fingerprint', ''), _negated=True), ('integration__isnull', False), ('matches', {})), _connector='OR'), name='suppression_means_labels_or_one_alert'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='suppression_has_a_reason'),
        ),
        migrations.RunPython(keep_the_policy, migrations.RunPython.noop),
    ]
