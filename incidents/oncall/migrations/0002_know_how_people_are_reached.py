"""Ways and rules of people, and ladders that keep them."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('oncall', '0001_initial'),
        ('post', '0009_index_what_reaches_a_person'),
        ('record', '0011_invite_advisors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='Which call of the page this was.')),
                ('step', models.PositiveSmallIntegerField()),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('slack', 'Slack'), ('teams', 'Microsoft Teams'), ('sms', 'SMS'), ('voice', 'Call'), ('push', 'Notification'), ('slack_user', 'Slack message')], max_length=16)),
                ('label', models.CharField(help_text='The way as its owner knows it.', max_length=80)),
                ('at', models.DateTimeField()),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('failed_why', models.CharField(blank=True, max_length=240)),
            ],
        ),
        migrations.CreateModel(
            name='ContactRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urgency', models.CharField(choices=[('urgent', 'Urgent'), ('normal', 'Normal')], max_length=8)),
                ('minutes', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ContactWay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('webhook', 'Webhook'), ('slack', 'Slack'), ('teams', 'Microsoft Teams'), ('sms', 'SMS'), ('voice', 'Call'), ('push', 'Notification'), ('slack_user', 'Slack message')], max_length=16)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('code_digest', models.CharField(blank=True, max_length=64)),
                ('code_sent_at', models.DateTimeField(blank=True, null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('tested_at', models.DateTimeField(blank=True, null=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('refused_why', models.CharField(blank=True, max_length=240)),
                ('added_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
            ],
            options={
                'verbose_name_plural': 'quiet hours',
            },
        ),
        migrations.CreateModel(
            name='Stall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about_label', models.CharField(max_length=80)),
                ('about_pk', models.CharField(max_length=40)),
                ('why', models.CharField(max_length=240)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='escalationstep',
            name='step_has_its_place',
        ),
        migrations.AddField(
            model_name='escalation',
            name='lap',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='escalation',
            name='laps',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='escalation',
            name='policy_name',
            field=models.CharField(blank=True, db_default='', max_length=80),
        ),
        migrations.AddField(
            model_name='escalation',
            name='remind_minutes',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='escalation',
            name='trigger',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Counts up when it fails again after a recovery.'),
        ),
        migrations.AddField(
            model_name='escalationpolicy',
            name='remind_minutes',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, help_text='Minutes of silence in the room after which somebody who acknowledged is asked whether they are still on it; 0: never.', verbose_name='ask again after'),
        ),
        migrations.AddField(
            model_name='escalationpolicy',
            name='repeats',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='How often the ladder begins anew before the managers are called.', validators=[django.core.validators.MaxValueValidator(9)], verbose_name='climbed again'),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='up_to_level',
            field=models.PositiveSmallIntegerField(blank=True, choices=[(0, 'SEV0 and worse'), (1, 'SEV1 and worse'), (2, 'SEV2 and worse')], help_text='Empty: for every severity.', null=True, verbose_name='only from'),
        ),
        migrations.AddField(
            model_name='escalationstep',
            name='wait_minutes',
            field=models.PositiveSmallIntegerField(blank=True, help_text="Minutes until the next rung; empty: the severity's time to acknowledge.", null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='wait'),
        ),
        migrations.AddField(
            model_name='historicalescalationpolicy',
            name='remind_minutes',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, help_text='Minutes of silence in the room after which somebody who acknowledged is asked whether they are still on it; 0: never.', verbose_name='ask again after'),
        ),
        migrations.AddField(
            model_name='historicalescalationpolicy',
            name='repeats',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='How often the ladder begins anew before the managers are called.', validators=[django.core.validators.MaxValueValidator(9)], verbose_name='climbed again'),
        ),
        migrations.AddField(
            model_name='page',
            name='called_at',
            field=models.DateTimeField(blank=True, help_text='When last.', null=True),
        ),
        migrations.AddField(
            model_name='page',
            name='calls',
            field=models.PositiveSmallIntegerField(db_default=1, default=1, help_text='How often the ladder came to this person.'),
        ),
        migrations.AddField(
            model_name='page',
            name='declined_because',
            field=models.CharField(blank=True, choices=[('away', 'I am away from a computer'), ('busy', 'I am on another incident'), ('not_mine', 'I do not know this system'), ('unwell', 'I am not fit to work')], db_default='', max_length=12),
        ),
        migrations.AddField(
            model_name='page',
            name='lap',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='page',
            name='plan',
            field=models.JSONField(db_default=[], default=list, help_text='Ways in order, as they were when it was sent.'),
        ),
        migrations.AddField(
            model_name='page',
            name='quiet_at',
            field=models.DateTimeField(blank=True, help_text='When who acknowledged was given up.', null=True),
        ),
        migrations.AddField(
            model_name='page',
            name='reminded_at',
            field=models.DateTimeField(blank=True, help_text='When who acknowledged was asked: still on it?', null=True),
        ),
        migrations.AddField(
            model_name='page',
            name='trigger',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Counts up when it fails again after a recovery.'),
        ),
        migrations.AlterField(
            model_name='escalationstep',
            name='position',
            field=models.PositiveSmallIntegerField(default=1, help_text='The same number twice: both are called together.', verbose_name='rung'),
        ),
        migrations.AddConstraint(
            model_name='escalationstep',
            constraint=models.UniqueConstraint(fields=('policy', 'position', 'rotation', 'person', 'group'), name='target_stands_on_a_rung_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='escalationstep',
            constraint=models.CheckConstraint(condition=models.Q(('wait_minutes', None), ('wait_minutes__gte', 1), _connector='OR'), name='rung_waits_a_minute_or_more'),
        ),
        migrations.AddField(
            model_name='call',
            name='delivery',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post.delivery'),
        ),
        migrations.AddField(
            model_name='call',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='oncall.page'),
        ),
        migrations.AddField(
            model_name='contactrule',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_rules', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactway',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_ways', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactway',
            name='test',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post.delivery'),
        ),
        migrations.AddField(
            model_name='contactrule',
            name='way',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='oncall.contactway'),
        ),
        migrations.AddField(
            model_name='quiethours',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quiet_hours', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='stall',
            index=models.Index(fields=['at'], name='stalls_in_time'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(fields=('page', 'number', 'step'), name='way_is_tried_once_a_call'),
        ),
        migrations.AddConstraint(
            model_name='contactway',
            constraint=models.UniqueConstraint(fields=('person', 'channel', 'address'), name='person_has_a_way_once'),
        ),
        migrations.AddConstraint(
            model_name='contactway',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), _negated=True), ('channel__in', ['email', 'push']), _connector='OR'), name='way_has_an_address'),
        ),
        migrations.AddConstraint(
            model_name='contactrule',
            constraint=models.UniqueConstraint(fields=('person', 'urgency', 'minutes', 'way'), name='rule_is_said_once'),
        ),
        migrations.AddConstraint(
            model_name='quiethours',
            constraint=models.CheckConstraint(condition=models.Q(('starts', models.F('ends')), _negated=True), name='quiet_hours_have_a_length'),
        ),
    ]
