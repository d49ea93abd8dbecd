"""Sources of every kind, how each proves itself, and what is remembered of their words."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('alerts', '0003_keep_notifications_by_a_function'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LastWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=120)),
                ('fired_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('acknowledged_by', models.CharField(blank=True, max_length=160)),
            ],
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField()),
                ('why', models.CharField(max_length=400)),
                ('excerpt', models.TextField(blank=True)),
            ],
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
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=300)),
                ('address', models.CharField(max_length=2000)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='alert',
            name='acknowledged_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='alert',
            name='acknowledged_by',
            field=models.CharField(blank=True, db_default='', help_text='Who did so, where it came from.', max_length=160),
        ),
        migrations.AddField(
            model_name='inboxitem',
            name='lane',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='inboxitem',
            name='said',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name='integration',
            name='expected_every',
            field=models.PositiveIntegerField(blank=True, help_text='Minutes. Silent for longer, its owners are told. Empty: it may be silent.', null=True),
        ),
        migrations.AddField(
            model_name='integration',
            name='kind',
            field=models.CharField(choices=[('alertmanager', 'Prometheus Alertmanager'), ('grafana', 'Grafana alerting'), ('pagerduty', 'PagerDuty Events v2'), ('datadog', 'Datadog'), ('newrelic', 'New Relic'), ('sns', 'CloudWatch through SNS'), ('sentry', 'Sentry'), ('json', 'Generic JSON'), ('github', 'GitHub deployments'), ('gitlab', 'GitLab deployments'), ('changes', 'Argo CD and other changes')], db_default='alertmanager', default='alertmanager', max_length=16),
        ),
        migrations.AddField(
            model_name='integration',
            name='mapping',
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name='integration',
            name='most_a_minute',
            field=models.PositiveIntegerField(db_default=120000, default=120000, help_text='More than so many a minute are asked to come again later.'),
        ),
        migrations.AddField(
            model_name='integration',
            name='owners',
            field=models.ManyToManyField(blank=True, help_text='Who is told when it falls silent; nobody: the managers.', related_name='integrations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='integration',
            name='previous_digest',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='integration',
            name='previous_sealed',
            field=models.TextField(blank=True, db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='integration',
            name='previous_until',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='integration',
            name='sealed_secret',
            field=models.TextField(blank=True, db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='integration',
            name='silent_since',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='integration',
            name='timestamp_header',
            field=models.CharField(blank=True, db_default='', help_text="Grafana's timestamp header, where its signature has one.", max_length=80),
        ),
        migrations.AddField(
            model_name='integration',
            name='topics',
            field=models.TextField(blank=True, db_default='', help_text='SNS topics that may send, one ARN a line. Others are refused.'),
        ),
        migrations.AddField(
            model_name='lastword',
            name='integration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='alerts.integration'),
        ),
        migrations.AddField(
            model_name='refusal',
            name='integration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refusals', to='alerts.integration'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='subscription',
            name='integration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='alerts.integration'),
        ),
        migrations.AddConstraint(
            model_name='lastword',
            constraint=models.UniqueConstraint(fields=('integration', 'fingerprint'), name='last_word_is_one_a_fingerprint'),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(fields=['integration', '-at'], name='refusal_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(fields=('integration', 'topic'), name='subscription_is_one_a_topic'),
        ),
    ]
