"""Answers of a day, and what Slack says."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('desk', '0001_keep_answers_of_a_day'),
        ('desk', '0002_listen_to_slack'),
    ]

    dependencies = [
        ('people', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='AnsweredRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.apitoken')),
                    ('key', models.CharField(max_length=200)),
                    ('digest', models.CharField(help_text='SHA-256 of what was asked.', max_length=64)),
                    ('at', models.DateTimeField()),
                    ('status', models.PositiveSmallIntegerField(null=True)),
                    ('answer', models.JSONField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['token', 'at'], name='answered_request_age')],
                    'constraints': [models.UniqueConstraint(fields=('token', 'key'), name='request_is_answered_once')],
                },
            ),
            migrations.CreateModel(
                name='SlackAccount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('team_id', models.CharField(max_length=19)),
                    ('user_id', models.CharField(max_length=19)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slack_accounts', to=settings.AUTH_USER_MODEL)),
                    ('linked_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('team_id', 'user_id'), name='slack_account_is_one_person')],
                },
            ),
            migrations.CreateModel(
                name='HeardCommand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('trigger_id', models.CharField(max_length=160, unique=True)),
                    ('at', models.DateTimeField()),
                    ('answer', models.TextField(blank=True)),
                ],
            ),
        ),
    ]
