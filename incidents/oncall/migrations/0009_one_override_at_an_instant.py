import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import incidents.oncall.models.shift
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oncall', '0008_untangle_overrides'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='override',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('cancelled_at', None)), expressions=[('rotation', '='), (incidents.oncall.models.shift.Span('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='rotation_has_one_override_at_an_instant'),
        ),
    ]
