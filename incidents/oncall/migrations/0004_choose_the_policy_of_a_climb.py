"""A rule of alerts may choose another policy than that of the services."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oncall', '0003_ask_a_person_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='escalation',
            name='chosen_policy',
            field=models.ForeignKey(blank=True, help_text="Instead of the one of the services' team.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='oncall.escalationpolicy'),
        ),
    ]
