"""What is done to stop the bleeding, and how it is checked."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('mitigation', '0001_initial'),
    ]

    dependencies = [
        ('catalog', '0001_first_release'),
        ('people', '0001_first_release'),
        ('record', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='HistoricalCheckTemplate',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('technical', 'Technical'), ('user', 'Users'), ('business', 'Business'), ('external', 'Outside')], max_length=10)),
                    ('name', models.CharField(help_text='What is looked at: orders per minute.', max_length=120)),
                    ('how', models.CharField(blank=True, help_text='Where to look, or what to do, in a sentence.', max_length=240)),
                    ('baseline', models.CharField(blank=True, help_text='The value on a good day, with its unit.', max_length=80, verbose_name='usual')),
                    ('target', models.CharField(help_text='When it counts as recovered.', max_length=80, verbose_name='wanted')),
                    ('last_level', models.PositiveSmallIntegerField(default=3, help_text='The mildest severity it is asked for: 1 means SEV0 and SEV1.', validators=[django.core.validators.MaxValueValidator(3)])),
                    ('position', models.PositiveSmallIntegerField(default=10)),
                    ('active', models.BooleanField(default=True)),
                    ('service', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: for every service.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.service')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical check template',
                    'verbose_name_plural': 'historical check templates',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='CheckTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('service', models.ForeignKey(blank=True, help_text='Empty: for every service.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='check_templates', to='catalog.service')),
                    ('kind', models.CharField(choices=[('technical', 'Technical'), ('user', 'Users'), ('business', 'Business'), ('external', 'Outside')], max_length=10)),
                    ('name', models.CharField(help_text='What is looked at: orders per minute.', max_length=120)),
                    ('how', models.CharField(blank=True, help_text='Where to look, or what to do, in a sentence.', max_length=240)),
                    ('baseline', models.CharField(blank=True, help_text='The value on a good day, with its unit.', max_length=80, verbose_name='usual')),
                    ('target', models.CharField(help_text='When it counts as recovered.', max_length=80, verbose_name='wanted')),
                    ('last_level', models.PositiveSmallIntegerField(default=3, help_text='The mildest severity it is asked for: 1 means SEV0 and SEV1.', validators=[django.core.validators.MaxValueValidator(3)])),
                    ('position', models.PositiveSmallIntegerField(default=10)),
                    ('active', models.BooleanField(default=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('service', 'kind', 'name'), name='check_template_is_named_once', nulls_distinct=False, violation_error_message='This service has a check of that name already.'), models.CheckConstraint(condition=models.Q(('last_level__lte', 3)), name='check_template_ends_at_a_severity')],
                },
            ),
            migrations.CreateModel(
                name='Check',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='record.incident')),
                    ('kind', models.CharField(choices=[('technical', 'Technical'), ('user', 'Users'), ('business', 'Business'), ('external', 'Outside')], max_length=10)),
                    ('name', models.CharField(max_length=120)),
                    ('how', models.CharField(blank=True, max_length=240)),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalog.service')),
                    ('baseline', models.CharField(blank=True, max_length=80, verbose_name='usual')),
                    ('target', models.CharField(blank=True, max_length=80, verbose_name='wanted')),
                    ('position', models.PositiveSmallIntegerField(default=10)),
                    ('planned_at', models.DateTimeField()),
                    ('planned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('state', models.CharField(choices=[('open', 'Not yet'), ('passed', 'Passed'), ('failed', 'Failed'), ('waived', 'Waived')], default='open', max_length=8)),
                    ('observed', models.TextField(blank=True, help_text='What was seen, with its unit.', verbose_name='now')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(null=True)),
                    ('reason', models.TextField(blank=True, help_text='Why the commander does without it.')),
                ],
                options={
                    'indexes': [models.Index(fields=['incident', 'state'], name='check_by_state')],
                    'constraints': [models.UniqueConstraint(fields=('incident', 'kind', 'name'), name='check_is_planned_once'), models.CheckConstraint(condition=models.Q(models.Q(('at', None), ('by', None), ('observed', ''), ('reason', ''), ('state', 'open')), models.Q(('at__isnull', False), ('reason', ''), ('state__in', ['passed', 'failed']), models.Q(('observed', ''), _negated=True)), models.Q(('at__isnull', False), ('by__isnull', False), ('state', 'waived'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='check_facts_agree')],
                },
            ),
        ),
    ]
