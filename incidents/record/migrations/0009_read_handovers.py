"""Whether the new holder has read what was handed over."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0008_keep_attachments'),
    ]

    operations = [
        migrations.AddField(
            model_name='roleassignment',
            name='read_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
