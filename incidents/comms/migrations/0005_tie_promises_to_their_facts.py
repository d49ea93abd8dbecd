from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('comms', '0004_tell_holding_from_answers')]

    operations = [
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.CheckConstraint(condition=models.Q(('own_cadence_minutes', None), ('own_cadence_minutes__gte', 1), _connector='OR'), name='own_cadence_is_a_minute_or_more'),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.CheckConstraint(condition=models.Q(('own_cadence_up_to__lte', 3)), name='own_cadence_ends_at_a_severity'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_by', None), ('settled_at', None), ('state', 'open'), ('update', None)), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='promise_settled_facts_agree'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'kept'), _negated=True), models.Q(('held_by', None), ('settled_at__lte', models.F('due_at')), ('update__isnull', False)), _connector='OR'), name='kept_promise_was_answered_in_time'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'late'), _negated=True), ('held_by__isnull', False), models.Q(('settled_at__gt', models.F('due_at')), ('update__isnull', False)), _connector='OR'), name='late_promise_was_answered_late_or_held'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'missed'), _negated=True), ('managers_told_at__isnull', False), _connector='OR'), name='missed_promise_says_when'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('held_by', None), ('managers_told_at', None), ('update', None)), _connector='OR'), name='released_promise_was_not_broken'),
        ),
        migrations.AddConstraint(
            model_name='update',
            constraint=models.UniqueConstraint(fields=('incident', 'key'), name='update_is_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='update',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('automatic', True), ('by', None), ('stage', 'holding')), models.Q(('automatic', False), models.Q(('stage', 'holding'), _negated=True)), _connector='OR'), name='automatic_update_is_a_holding_one'),
        ),
        migrations.AddConstraint(
            model_name='update',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'resolution'), _negated=True), ('situation', 'resolved'), _connector='OR'), name='resolution_says_resolved'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(('status', ''), _negated=True), name='wording_has_a_status'),
        ),
    ]
