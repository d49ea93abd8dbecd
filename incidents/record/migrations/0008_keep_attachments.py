"""Attachments, written once like the lines they belong to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER attachment_is_append_only
    BEFORE UPDATE OR DELETE ON record_attachment
    FOR EACH ROW EXECUTE FUNCTION record_refuse_change('attachment');
CREATE TRIGGER attachment_is_never_truncated
    BEFORE TRUNCATE ON record_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse_change('attachment');
"""

BACKWARD = """
DROP TRIGGER attachment_is_never_truncated ON record_attachment;
DROP TRIGGER attachment_is_append_only ON record_attachment;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0007_parallel_work'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(help_text='Its place among those of the entry.')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('image/png', 'Picture'), ('image/jpeg', 'Photo'), ('image/webp', 'Picture (WebP)'), ('application/pdf', 'PDF'), ('text/plain', 'Log')], max_length=40)),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='record.entry')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='record.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('entry', 'place'), name='attachment_has_its_place')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
