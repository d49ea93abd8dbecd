"""How often confirmations go out is counted in the portal's buckets from here on."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("statuspage", "0001_initial"), ("web", "0001_count_how_often")]
    operations = [migrations.DeleteModel("SendingBucket")]
