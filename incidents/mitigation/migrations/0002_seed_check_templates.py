from django.db import migrations

# kind, name, how, target, mildest severity, position: asked of every service until managers
# write their own.
TEMPLATES = (
    ("technical", "Error rate", "The service's dashboard over the last ten minutes, not one refresh.",
     "back to its usual value for 10 min", 3, 10),
    ("technical", "Response time and saturation", "Slowest requests, pool, queue, CPU: is there room?",
     "back to usual, with room to spare", 1, 20),
    ("user", "A real user's action works",
     "Do what customers do, from outside: buy, sign in, refund. Logs that say success do not count.",
     "works at the first try, three times", 3, 30),
    ("user", "Support tickets about it", "Ask customer support how many came in the last 15 minutes.",
     "falling, near the usual number", 2, 40),
    ("business", "Orders per minute", "Against the same hour on the same day of last weeks.",
     "within 5 % of the same hour", 2, 50),
    ("business", "Revenue per hour", "Against the same hour on the same day of last weeks.",
     "within 5 % of the same hour", 0, 60),
    ("external", "Status page of the vendor or processor", "Theirs, not ours: do they say that it is over?",
     "says operational, or is not involved", 1, 70),
    ("external", "What people say outside", "Social media, forums, the community.",
     "no new complaints for 15 min", 1, 80),
)  # fmt: skip


def seed(apps, schema_editor):
    template = apps.get_model("mitigation", "CheckTemplate")
    for kind, name, how, target, last_level, position in TEMPLATES:
        template.objects.get_or_create(
            service=None,
            kind=kind,
            name=name,
            defaults={"how": how, "target": target, "last_level": last_level, "position": position},
        )


class Migration(migrations.Migration):
    dependencies = [("mitigation", "0001_first_release")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
