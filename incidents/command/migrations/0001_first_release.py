"""What leads an incident: rooms, coordination, adapters."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from portal.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('command', '0001_initial'),
        ('command', '0002_watch_what_was_resolved'),
        ('command', '0003_coordinate_incidents'),
        ('command', '0004_furnish_war_rooms'),
        ('command', '0005_follow_incidents_elsewhere'),
    ]

    dependencies = [
        ('catalog', '0001_first_release'),
        ('people', '0001_first_release'),
        ('record', '0001_first_release'),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name='HistoricalAdapter',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(db_index=True, max_length=80)),
                    ('kind', models.CharField(choices=[('bridge', 'Bridge link'), ('slack', 'Slack channel'), ('teams', 'Microsoft Teams card'), ('jira', 'Jira ticket'), ('servicenow', 'ServiceNow incident'), ('webhook', 'Signed webhook'), ('slack_hook', 'Slack announcements')], max_length=12)),
                    ('base_url', models.CharField(blank=True, help_text='Jira: https://you.atlassian.net. ServiceNow: https://you.service-now.com. Teams, webhooks, Slack announcements: the whole address. Slack channel: leave empty. Bridge: the link, which may hold {channel} or {reference}.', max_length=500, verbose_name='address')),
                    ('account', models.CharField(blank=True, help_text='E-mail (Jira) or user name (ServiceNow).', max_length=160)),
                    ('place', models.CharField(blank=True, help_text='Project key (Jira) or assignment group.', max_length=160)),
                    ('invite', models.CharField(blank=True, help_text='Slack: ids of people to invite, by commas.', max_length=500)),
                    ('last_level', models.PositiveSmallIntegerField(default=1, help_text='The mildest severity it is used for: 1 means SEV0 and SEV1.', validators=[django.core.validators.MaxValueValidator(3)])),
                    ('events', models.JSONField(blank=True, db_default=[], default=list, help_text='Webhooks: the events it hears of; none means all.')),
                    ('private_too', models.BooleanField(db_default=False, default=False, help_text='Webhooks: of private incidents, their reference, severity and state.', verbose_name='hears of private incidents')),
                    ('done_name', models.CharField(blank=True, db_default='', help_text="Jira: the transition's name, like Done. ServiceNow: the close code.", max_length=120, verbose_name='how a ticket is ended')),
                    ('archive', models.BooleanField(db_default=True, default=True, help_text='Slack: the channel of an ended incident.', verbose_name='archive at closing')),
                    ('active', models.BooleanField(default=True)),
                    ('owner', models.ForeignKey(blank=True, db_constraint=False, help_text='Hears by mail when it is paused; without one, all managers do.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical adapter',
                    'verbose_name_plural': 'historical adapters',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Adapter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('kind', models.CharField(choices=[('bridge', 'Bridge link'), ('slack', 'Slack channel'), ('teams', 'Microsoft Teams card'), ('jira', 'Jira ticket'), ('servicenow', 'ServiceNow incident'), ('webhook', 'Signed webhook'), ('slack_hook', 'Slack announcements')], max_length=12)),
                    ('base_url', models.CharField(blank=True, help_text='Jira: https://you.atlassian.net. ServiceNow: https://you.service-now.com. Teams, webhooks, Slack announcements: the whole address. Slack channel: leave empty. Bridge: the link, which may hold {channel} or {reference}.', max_length=500, verbose_name='address')),
                    ('account', models.CharField(blank=True, help_text='E-mail (Jira) or user name (ServiceNow).', max_length=160)),
                    ('place', models.CharField(blank=True, help_text='Project key (Jira) or assignment group.', max_length=160)),
                    ('invite', models.CharField(blank=True, help_text='Slack: ids of people to invite, by commas.', max_length=500)),
                    ('sealed_secret', models.TextField(blank=True, editable=False)),
                    ('last_level', models.PositiveSmallIntegerField(default=1, help_text='The mildest severity it is used for: 1 means SEV0 and SEV1.', validators=[django.core.validators.MaxValueValidator(3)])),
                    ('events', models.JSONField(blank=True, db_default=[], default=list, help_text='Webhooks: the events it hears of; none means all.')),
                    ('private_too', models.BooleanField(db_default=False, default=False, help_text='Webhooks: of private incidents, their reference, severity and state.', verbose_name='hears of private incidents')),
                    ('done_name', models.CharField(blank=True, db_default='', help_text="Jira: the transition's name, like Done. ServiceNow: the close code.", max_length=120, verbose_name='how a ticket is ended')),
                    ('archive', models.BooleanField(db_default=True, default=True, help_text='Slack: the channel of an ended incident.', verbose_name='archive at closing')),
                    ('owner', models.ForeignKey(blank=True, help_text='Hears by mail when it is paused; without one, all managers do.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('active', models.BooleanField(default=True)),
                    ('sealed_older_secret', models.TextField(blank=True, db_default='', editable=False)),
                    ('rotating_until', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('failures', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                    ('failing_since', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('not_before', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('paused_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('paused_because', models.TextField(blank=True, db_default='', editable=False)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_level__lte', 3)), name='adapter_ends_at_a_severity'), models.CheckConstraint(condition=models.Q(models.Q(('failing_since', None), ('failures', 0)), models.Q(('failing_since__isnull', False), ('failures__gt', 0)), _connector='OR'), name='adapter_failing_facts_agree')],
                },
            ),
            migrations.CreateModel(
                name='Coordination',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordinations', to=settings.AUTH_USER_MODEL)),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('ended_at', None)), name='one_person_coordinates'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='coordination_ends_after_it_begins')],
                },
            ),
            migrations.CreateModel(
                name='Waiting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waitings', to='record.incident')),
                    ('behind', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goes_before', to='record.incident')),
                    ('reason', models.CharField(max_length=240)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('incident',), name='incident_waits_once_at_a_time'), models.CheckConstraint(condition=models.Q(('behind', None), models.Q(('behind', models.F('incident')), _negated=True), _connector='OR'), name='incident_waits_for_another'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='waiting_has_its_reason'), models.CheckConstraint(condition=models.Q(('ended_by', None), ('ended_at__isnull', False), _connector='OR'), name='waiting_ended_facts_agree')],
                },
            ),
            migrations.CreateModel(
                name='PutAway',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.incident')),
                    ('line', models.CharField(max_length=60)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name_plural': 'put away',
                    'constraints': [models.UniqueConstraint(fields=('person', 'incident', 'line'), name='line_is_put_away_once')],
                },
            ),
            migrations.CreateModel(
                name='Declaration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='declaration', to='record.incident')),
                    ('key', models.CharField(max_length=160, unique=True)),
                    ('answers', models.JSONField(default=dict)),
                    ('proposed_level', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('overruled_because', models.TextField(blank=True)),
                ],
            ),
            migrations.CreateModel(
                name='Errand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('adapter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errands', to='command.adapter')),
                    ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='errands', to='record.incident')),
                    ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='errands', to='record.event')),
                    ('turn', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('verb', models.CharField(choices=[('open', 'Open'), ('tell', 'Tell'), ('test', 'Test')], default='open', max_length=8)),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('doing', 'Under way'), ('done', 'Done'), ('given_up', 'Given up')], default='waiting', max_length=10)),
                    ('made_at', models.DateTimeField()),
                    ('not_before', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(null=True)),
                    ('tries', models.PositiveSmallIntegerField(default=0)),
                    ('stands_for', models.PositiveSmallIntegerField(db_default=1, default=1)),
                    ('said', models.TextField(blank=True, help_text='What came of it, in a sentence.')),
                    ('ref', models.CharField(blank=True, db_default='', help_text='What the other side calls it.', max_length=80)),
                    ('answer_status', models.PositiveSmallIntegerField(null=True)),
                    ('answer', models.TextField(blank=True, db_default='', help_text='The beginning of the last answer.')),
                    ('milliseconds', models.PositiveIntegerField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'doing'])), fields=['not_before'], name='errand_due'), models.Index(fields=['adapter', '-made_at', '-id'], name='errands_of_an_adapter')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('verb', 'open')), fields=('adapter', 'incident'), name='errand_opens_once'), models.UniqueConstraint(condition=models.Q(('verb', 'tell')), fields=('adapter', 'event', 'turn'), name='errand_tells_once_a_turn'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['done', 'given_up'])), models.Q(models.Q(('state__in', ['done', 'given_up']), _negated=True), ('ended_at', None)), _connector='OR'), name='errand_ended_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'doing'), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='errand_is_run_under_a_lease'), models.CheckConstraint(condition=models.Q(models.Q(('event', None), ('incident', None), ('verb', 'test')), models.Q(('event', None), ('incident__isnull', False), ('verb', 'open')), models.Q(('event__isnull', False), ('incident__isnull', False), ('verb', 'tell')), _connector='OR'), name='errand_is_about_an_incident')],
                },
            ),
            migrations.CreateModel(
                name='Counterpart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('adapter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counterparts', to='command.adapter')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counterparts', to='record.incident')),
                    ('ident', models.CharField(help_text='Channel id, ticket key or sys_id.', max_length=120)),
                    ('shown', models.JSONField(default=dict)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('adapter', 'incident'), name='incident_has_one_counterpart_a_system')],
                },
            ),
            migrations.CreateModel(
                name='GuideTick',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ticks', to='record.incident')),
                    ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.guidestep')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('incident', 'step'), name='step_is_ticked_once')],
                },
            ),
            migrations.CreateModel(
                name='Watch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='record.incident')),
                    ('watcher', models.ForeignKey(blank=True, help_text='Who is asked. Empty: whoever is on call when it is asked.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('begins_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_how', models.CharField(blank=True, choices=[('stable', 'Stable to the end'), ('back', 'It was back'), ('early', 'Closed early')], max_length=8)),
                    ('alert_at', models.DateTimeField(blank=True, null=True)),
                    ('alert_title', models.CharField(blank=True, help_text='The newest alert that says that it may be back.', max_length=255)),
                ],
                options={
                    'verbose_name_plural': 'watches',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('incident',), name='incident_has_one_watch'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_how', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_how', ''), _negated=True)), _connector='OR'), name='watch_ended_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('alert_at', None), ('alert_title', '')), models.Q(('alert_at__isnull', False), models.Q(('alert_title', ''), _negated=True)), _connector='OR'), name='watch_alert_facts_agree')],
                },
            ),
            migrations.CreateModel(
                name='CheckIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('watch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='command.watch')),
                    ('minutes', models.PositiveIntegerField(help_text='Minutes after resolution.')),
                    ('due_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('planned', 'Planned'), ('asked', 'Asked'), ('good', 'Still good'), ('back', 'It is back'), ('dropped', 'Not needed')], default='planned', max_length=8)),
                    ('asked', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('went_up_at', models.DateTimeField(help_text='When silence asked the commander.', null=True)),
                    ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('answered_at', models.DateTimeField(null=True)),
                    ('observed', models.CharField(blank=True, max_length=240)),
                ],
                options={
                    'verbose_name': 'check-in',
                    'constraints': [models.UniqueConstraint(fields=('watch', 'minutes'), name='check_in_is_planned_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state__in', ['good', 'back'])), models.Q(models.Q(('state__in', ['good', 'back']), _negated=True), ('answered_at', None)), _connector='OR'), name='check_in_answer_facts_agree'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'asked'), _negated=True), ('asked_at__isnull', False), _connector='OR'), name='check_in_asked_facts_agree')],
                },
            ),
        ),
    ]
