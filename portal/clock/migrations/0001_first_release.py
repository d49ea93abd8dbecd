"""Timers that outlive every process."""

from django.db import migrations, models

from portal.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('clock', '0001_initial'),
        ('clock', '0002_mark_the_epoch'),
        ('clock', '0003_index_what_is_parked'),
    ]

    dependencies = [
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='Timer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=60)),
                    ('about_label', models.CharField(max_length=80)),
                    ('about_pk', models.CharField(max_length=40)),
                    ('key', models.CharField(blank=True, max_length=80)),
                    ('due_at', models.DateTimeField()),
                    ('next_try_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('set', 'Set'), ('rung', 'Rung'), ('cancelled', 'Cancelled'), ('parked', 'Parked')], default='set', max_length=10)),
                    ('data', models.JSONField(default=dict)),
                    ('set_at', models.DateTimeField(auto_now_add=True)),
                    ('rung_at', models.DateTimeField(blank=True, null=True)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('last_error', models.TextField(blank=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'set')), fields=['next_try_at', 'id'], name='timer_due'), models.Index(fields=['about_label', 'about_pk'], name='timer_about'), models.Index(condition=models.Q(('state', 'parked')), fields=['next_try_at'], name='timer_parked')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('rung_at__isnull', False), ('state', 'rung')), models.Q(models.Q(('state', 'rung'), _negated=True), ('rung_at', None)), _connector='OR'), name='timer_rung_facts_agree')],
                },
            ),
            migrations.CreateModel(
                name='Pulse',
                fields=[
                    ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Epoch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mark', models.CharField(max_length=80)),
                    ('set_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='there_is_one_epoch')],
                },
            ),
        ),
    ]
