import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.deletion
import incidents.oncall.models.rotation
import incidents.oncall.models.shift
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0009_ship_diagnostic_guides'),
        ('oncall', '0006_seed_how_teams_are_asked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=120)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='HandoffNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000)),
                ('written_at', models.DateTimeField()),
                ('handed_over_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Layer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=1, help_text='A higher one wins.')),
                ('time_zone', models.CharField(blank=True, help_text="Empty: the rotation's.", max_length=64, validators=[incidents.oncall.models.rotation.known_zone])),
                ('handover_time', models.TimeField(default=datetime.time(9, 0))),
                ('length_days', models.PositiveSmallIntegerField(default=7)),
                ('starts_on', models.DateField()),
                ('covered_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=incidents.oncall.models.rotation.every_day, help_text='0 is Monday.', size=None)),
                ('covered_from', models.TimeField(blank=True, null=True)),
                ('covered_until', models.TimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='LayerMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('turn', 'Turn'), ('layer', 'Layer'), ('override', 'Override'), ('backup', 'Backup'), ('gap', 'Nobody'), ('no_cover', 'No cover'), ('not_needed', 'Nobody needed')], max_length=12)),
                ('layer', models.CharField(blank=True, max_length=80)),
                ('edition', models.PositiveIntegerField(help_text='Of the rotation, when this last changed.')),
                ('written_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Swap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('return_starts_at', models.DateTimeField(null=True)),
                ('return_ends_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=160)),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Not answered in time'), ('withdrawn', 'Withdrawn')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('via', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.AddField(
            model_name='historicalrotation',
            name='backup',
            field=models.CharField(choices=[('none', 'None'), ('next', 'The next in the same order'), ('rotation', 'Another rotation')], db_default='none', default='none', max_length=8),
        ),
        migrations.AddField(
            model_name='historicalrotation',
            name='backup_rotation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='oncall.rotation'),
        ),
        migrations.AddField(
            model_name='historicalrotation',
            name='covered_days',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), db_default=[0, 1, 2, 3, 4, 5, 6], default=incidents.oncall.models.rotation.every_day, help_text='0 is Monday. On other days no cover is expected.', size=None),
        ),
        migrations.AddField(
            model_name='historicalrotation',
            name='covered_from',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalrotation',
            name='covered_until',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalrotation',
            name='most_days',
            field=models.PositiveSmallIntegerField(db_default=7, default=7, help_text='Whoever has the duty longer is shown ahead of time.', verbose_name='most days in a row'),
        ),
        migrations.AddField(
            model_name='historicalrotation',
            name='pattern',
            field=models.CharField(choices=[('turns', 'Take turns'), ('sun', 'Follow the sun')], db_default='turns', default='turns', help_text='Following the sun, each member covers the hours given with the name.', max_length=8),
        ),
        migrations.AddField(
            model_name='override',
            name='cancelled_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='override',
            name='cancelled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='override',
            name='made_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='override',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rotation',
            name='backup',
            field=models.CharField(choices=[('none', 'None'), ('next', 'The next in the same order'), ('rotation', 'Another rotation')], db_default='none', default='none', max_length=8),
        ),
        migrations.AddField(
            model_name='rotation',
            name='backup_rotation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='backs_up', to='oncall.rotation'),
        ),
        migrations.AddField(
            model_name='rotation',
            name='covered_days',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), db_default=[0, 1, 2, 3, 4, 5, 6], default=incidents.oncall.models.rotation.every_day, help_text='0 is Monday. On other days no cover is expected.', size=None),
        ),
        migrations.AddField(
            model_name='rotation',
            name='covered_from',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='rotation',
            name='covered_until',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='rotation',
            name='edition',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='rotation',
            name='most_days',
            field=models.PositiveSmallIntegerField(db_default=7, default=7, help_text='Whoever has the duty longer is shown ahead of time.', verbose_name='most days in a row'),
        ),
        migrations.AddField(
            model_name='rotation',
            name='owners',
            field=models.ManyToManyField(blank=True, help_text='They are told of gaps ahead and of every hand-over.', related_name='owned_rotations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rotation',
            name='pattern',
            field=models.CharField(choices=[('turns', 'Take turns'), ('sun', 'Follow the sun')], db_default='turns', default='turns', help_text='Following the sun, each member covers the hours given with the name.', max_length=8),
        ),
        migrations.AddField(
            model_name='rotationmember',
            name='hours_from',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='rotationmember',
            name='hours_until',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='rotationmember',
            name='time_zone',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, validators=[incidents.oncall.models.rotation.known_zone]),
        ),
        migrations.AlterField(
            model_name='historicalrotation',
            name='handover_time',
            field=models.TimeField(default=datetime.time(9, 0), help_text='On the clock of its zone.'),
        ),
        migrations.AlterField(
            model_name='historicalrotation',
            name='length_days',
            field=models.PositiveSmallIntegerField(default=7, help_text='Days of a turn; whole weeks are counted by the calendar.'),
        ),
        migrations.AlterField(
            model_name='historicalrotation',
            name='starts_on',
            field=models.DateField(help_text='The first turn; its weekday is that of hand-over.'),
        ),
        migrations.AlterField(
            model_name='override',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='rotation',
            name='handover_time',
            field=models.TimeField(default=datetime.time(9, 0), help_text='On the clock of its zone.'),
        ),
        migrations.AlterField(
            model_name='rotation',
            name='length_days',
            field=models.PositiveSmallIntegerField(default=7, help_text='Days of a turn; whole weeks are counted by the calendar.'),
        ),
        migrations.AlterField(
            model_name='rotation',
            name='starts_on',
            field=models.DateField(help_text='The first turn; its weekday is that of hand-over.'),
        ),
        migrations.AddConstraint(
            model_name='rotation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('backup', 'rotation'), ('backup_rotation__isnull', False)), models.Q(models.Q(('backup', 'rotation'), _negated=True), ('backup_rotation', None)), _connector='OR'), name='rotation_backup_facts_agree'),
        ),
        migrations.AddConstraint(
            model_name='rotation',
            constraint=models.CheckConstraint(condition=models.Q(('backup_rotation', models.F('pk')), _negated=True), name='rotation_is_not_its_own_backup'),
        ),
        migrations.AddConstraint(
            model_name='rotationmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hours_from', None), ('hours_until', None)), models.Q(('hours_from__isnull', False), ('hours_until__isnull', False)), _connector='OR'), name='member_hours_begin_and_end'),
        ),
        migrations.AddField(
            model_name='absence',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='absence',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='calendarfeed',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='catalog.team'),
        ),
        migrations.AddField(
            model_name='handoffnote',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handoffnote',
            name='rotation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='oncall.rotation'),
        ),
        migrations.AddField(
            model_name='layer',
            name='rotation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='layers', to='oncall.rotation'),
        ),
        migrations.AddField(
            model_name='layermember',
            name='layer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='oncall.layer'),
        ),
        migrations.AddField(
            model_name='layermember',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='layer_places', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='shift',
            name='override',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='shifts', to='oncall.override'),
        ),
        migrations.AddField(
            model_name='shift',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='shift',
            name='rotation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='oncall.rotation'),
        ),
        migrations.AddField(
            model_name='shift',
            name='stands_for',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='swap',
            name='asked',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps_to_answer', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='swap',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps_asked', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='swap',
            name='override',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='oncall.override'),
        ),
        migrations.AddField(
            model_name='swap',
            name='rotation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps', to='oncall.rotation'),
        ),
        migrations.AddField(
            model_name='swap',
            name='stands_for',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='handoffnote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='handoff_note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='layer',
            constraint=models.CheckConstraint(condition=models.Q(('length_days__gte', 1)), name='layer_turn_lasts_a_day_or_more'),
        ),
        migrations.AddConstraint(
            model_name='layer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('covered_from', None), ('covered_until', None)), models.Q(('covered_from__isnull', False), ('covered_until__isnull', False)), _connector='OR'), name='layer_hours_begin_and_end'),
        ),
        migrations.AddConstraint(
            model_name='layermember',
            constraint=models.UniqueConstraint(fields=('layer', 'person'), name='person_stands_once_in_a_layer'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['person', 'ends_at'], name='shifts_of_person'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], expressions=[('rotation', '='), (incidents.oncall.models.shift.Span('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='rotation_has_one_shift_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='shift_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('gap', 'no_cover', 'not_needed')), ('person', None)), models.Q(models.Q(('kind__in', ('gap', 'no_cover', 'not_needed')), _negated=True), ('person__isnull', False)), _connector='OR'), name='shift_person_facts_agree'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='swap_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('return_ends_at', None), ('return_starts_at', None)), ('return_ends_at__gt', models.F('return_starts_at')), _connector='OR'), name='swap_return_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state__in', ('accepted', 'declined'))), models.Q(models.Q(('state__in', ('accepted', 'declined')), _negated=True), ('answered_at', None)), _connector='OR'), name='swap_answered_facts_agree'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(('asked', models.F('asked_by')), _negated=True), name='swap_asks_another'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('rotation', 'asked', 'starts_at', 'ends_at'), name='person_is_asked_once_for_a_span'),
        ),
    ]
