"""The outbox: messages, deliveries, and what is known of addresses and providers."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('post', '0001_initial'),
        ('post', '0002_halt_mailings_and_know_destinations'),
        ('post', '0003_index_what_is_due'),
        ('post', '0004_permit_managing_the_outbox'),
        ('post', '0005_carry_calendars_and_chat'),
        ('post', '0006_hear_of_bounces'),
        ('post', '0007_count_mail_to_a_domain'),
        ('post', '0008_carry_what_reaches_a_person'),
        ('post', '0009_index_what_reaches_a_person'),
    ]

    dependencies = [
        ('people', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=200, unique=True)),
                    ('kind', models.CharField(max_length=60)),
                    ('lane', models.CharField(choices=[('urgent', 'Urgent'), ('updates', 'Updates'), ('bulk', 'Bulk'), ('webhook', 'Webhooks'), ('housekeeping', 'Housekeeping')], max_length=16)),
                    ('subject', models.CharField(max_length=400)),
                    ('text', models.TextField()),
                    ('html', models.TextField(blank=True)),
                    ('headers', models.JSONField(default=dict)),
                    ('placeholders', models.JSONField(default=list)),
                    ('attachments', models.JSONField(db_default=[], default=list)),
                    ('short', models.CharField(blank=True, db_default='', max_length=300)),
                    ('link', models.TextField(blank=True, db_default='')),
                    ('answers', models.JSONField(db_default=[], default=list)),
                    ('topic', models.CharField(blank=True, max_length=120)),
                    ('thread', models.CharField(blank=True, max_length=120)),
                    ('about_label', models.CharField(blank=True, max_length=80)),
                    ('about_pk', models.CharField(blank=True, max_length=40)),
                    ('restricted', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField()),
                    ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('halted_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'permissions': (('view_outbox', 'May read the outbox'), ('manage_outbox', 'May halt and resume mailings, and retry deliveries')),
                    'indexes': [models.Index(condition=models.Q(('topic', ''), _negated=True), fields=['topic'], name='message_topic'), models.Index(fields=['about_label', 'about_pk'], name='message_about')],
                },
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='post.message')),
                    ('channel', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('slack', 'Slack'), ('teams', 'Microsoft Teams'), ('sms', 'SMS'), ('voice', 'Call'), ('push', 'Notification'), ('slack_user', 'Slack message')], max_length=16)),
                    ('lane', models.CharField(choices=[('urgent', 'Urgent'), ('updates', 'Updates'), ('bulk', 'Bulk'), ('webhook', 'Webhooks'), ('housekeeping', 'Housekeeping')], max_length=16)),
                    ('address', models.CharField(max_length=500)),
                    ('name', models.CharField(blank=True, max_length=160)),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('fields', models.JSONField(default=dict)),
                    ('destination', models.CharField(blank=True, db_default='', help_text='The host it goes to.', max_length=255)),
                    ('held', models.BooleanField(db_default=False, help_text='A person halted its mailing.')),
                    ('state', models.CharField(choices=[('pending', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('superseded', 'Superseded'), ('suppressed', 'Stopped'), ('parked', 'Parked')], default='pending', max_length=12)),
                    ('not_before', models.DateTimeField()),
                    ('lease_owner', models.CharField(blank=True, max_length=80)),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('attempted_at', models.DateTimeField(blank=True, null=True)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('ambiguous', models.PositiveSmallIntegerField(default=0, help_text='How often it may have left without an answer.')),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('last_error', models.TextField(blank=True)),
                    ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post.message')),
                ],
                options={
                    'verbose_name_plural': 'deliveries',
                    'indexes': [models.Index(condition=models.Q(('held', False), ('state', 'pending')), fields=['lane', 'not_before', 'id'], name='delivery_due'), models.Index(condition=models.Q(('lane', 'webhook'), ('state__in', ['pending', 'sending'])), fields=['lane', 'destination', 'not_before'], name='delivery_by_destination'), models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='delivery_leased'), models.Index(condition=models.Q(('channel', 'email'), ('state', 'sent')), fields=['destination', 'sent_at'], name='mail_to_a_domain'), models.Index(condition=models.Q(('channel__in', ['sms', 'voice', 'push', 'slack_user'])), fields=['channel', 'id'], name='delivery_by_provider'), models.Index(condition=models.Q(('channel__in', ['sms', 'voice'])), fields=['address', 'id'], name='delivery_by_phone'), models.Index(condition=models.Q(('state', 'parked')), fields=['id'], name='delivery_parked')],
                    'constraints': [models.UniqueConstraint(fields=('message', 'channel', 'address'), name='delivery_is_made_once'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='delivery_sent_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='delivery_is_sent_under_a_lease')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalProvider',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('sms', 'SMS'), ('voice', 'Calls'), ('push', 'Notifications in browsers'), ('slack_user', 'Slack messages to a person')], db_index=True, max_length=16)),
                    ('base_url', models.CharField(blank=True, help_text='Leave empty for Twilio and Slack themselves. Another provider with the same API: the address before /2010-04-01/.', max_length=500, verbose_name='address')),
                    ('account', models.CharField(blank=True, help_text="SMS and calls: the account's SID, like AC….", max_length=160)),
                    ('sender', models.CharField(blank=True, help_text='SMS and calls: the number they come from, like +4915112345678; SMS also from a messaging service, MG…. Notifications: whom push services may write to, like mailto:ops@example.com.', max_length=160)),
                    ('public_key', models.CharField(blank=True, editable=False, max_length=120)),
                    ('enabled', models.BooleanField(default=True)),
                    ('most_an_hour', models.PositiveSmallIntegerField(default=30, help_text='SMS and calls beyond it are not sent, so that a loop cannot cost a fortune. Pages and other messages are counted apart.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='most to one person an hour')),
                    ('most_a_minute', models.PositiveSmallIntegerField(default=60, help_text='What is not urgent waits when more goes out; pages never wait for it.', validators=[django.core.validators.MinValueValidator(1)])),
                    ('repeat_when_unsure', models.BooleanField(default=False, help_text='SMS and calls: once more when the provider took it and gave no answer. It may then arrive twice; without, the next step of who is paged follows.')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical provider',
                    'verbose_name_plural': 'historical providers',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Provider',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('sms', 'SMS'), ('voice', 'Calls'), ('push', 'Notifications in browsers'), ('slack_user', 'Slack messages to a person')], max_length=16, unique=True)),
                    ('base_url', models.CharField(blank=True, help_text='Leave empty for Twilio and Slack themselves. Another provider with the same API: the address before /2010-04-01/.', max_length=500, verbose_name='address')),
                    ('account', models.CharField(blank=True, help_text="SMS and calls: the account's SID, like AC….", max_length=160)),
                    ('sender', models.CharField(blank=True, help_text='SMS and calls: the number they come from, like +4915112345678; SMS also from a messaging service, MG…. Notifications: whom push services may write to, like mailto:ops@example.com.', max_length=160)),
                    ('sealed_secret', models.TextField(blank=True, editable=False)),
                    ('public_key', models.CharField(blank=True, editable=False, max_length=120)),
                    ('enabled', models.BooleanField(default=True)),
                    ('most_an_hour', models.PositiveSmallIntegerField(default=30, help_text='SMS and calls beyond it are not sent, so that a loop cannot cost a fortune. Pages and other messages are counted apart.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='most to one person an hour')),
                    ('most_a_minute', models.PositiveSmallIntegerField(default=60, help_text='What is not urgent waits when more goes out; pages never wait for it.', validators=[django.core.validators.MinValueValidator(1)])),
                    ('repeat_when_unsure', models.BooleanField(default=False, help_text='SMS and calls: once more when the provider took it and gave no answer. It may then arrive twice; without, the next step of who is paged follows.')),
                    ('trouble', models.TextField(blank=True, db_default='', editable=False)),
                    ('trouble_at', models.DateTimeField(editable=False, null=True)),
                    ('worked_at', models.DateTimeField(editable=False, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Device',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=80)),
                    ('endpoint', models.CharField(max_length=1000, unique=True)),
                    ('p256dh', models.CharField(max_length=120)),
                    ('auth', models.CharField(max_length=40)),
                    ('made_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Setback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=200, unique=True)),
                    ('channel', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('slack', 'Slack'), ('teams', 'Microsoft Teams'), ('sms', 'SMS'), ('voice', 'Call'), ('push', 'Notification'), ('slack_user', 'Slack message')], max_length=16)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('destination', models.CharField(max_length=255)),
                    ('kind', models.CharField(choices=[('hard', 'Refused for good'), ('soft', 'Refused for now'), ('complaint', 'Called unwanted'), ('failure', 'Failed')], max_length=12)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['fingerprint', 'at'], name='setbacks_of_an_address'), models.Index(fields=['destination', 'at'], name='setbacks_of_a_domain'), models.Index(fields=['at'], name='setbacks_in_time')],
                },
            ),
            migrations.CreateModel(
                name='PausedDomain',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('destination', models.CharField(max_length=255, unique=True)),
                    ('reason', models.CharField(max_length=240)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Suppression',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fingerprint', models.CharField(max_length=64, unique=True)),
                    ('reason', models.CharField(max_length=240)),
                    ('at', models.DateTimeField()),
                ],
            ),
        ),
    ]
