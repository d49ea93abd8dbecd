"""The four audiences every company has, and calm words for every stage; managers edit them."""

from django.db import migrations

AUDIENCES = [
    ("customers", "Customers", True),
    ("executives", "Executives", False),
    ("support", "Customer support", False),
    ("engineering", "Engineering", False),
]
# slug, name, stage, situation, for customers, status, impact, action
TEMPLATES = [
    (
        "acknowledgement", "Acknowledgement", "acknowledgement", "investigating", True,
        "We are aware of a problem with {{service}} and are investigating.",
        "[Who] cannot [do what] since {{since}}. [What] works normally.",
        "We are looking for the cause.",
    ),
    (
        "update", "Update", "update", "identified", True,
        "We have found the cause: [in one sentence, in customers' words].",
        "{{impact}} are affected: [what they cannot do]. [What] works normally.",
        "We are [doing what].",
    ),
    (
        "escalation", "Escalation", "update", "identified", False,
        "We have brought in [team or vendor], because [reason].",
        "{{impact}} are affected. [Unchanged, or what is new.]",
        "[Team or vendor] is [doing what]; we expect their answer by [time].",
    ),
    (
        "mitigation", "Mitigation", "mitigation", "monitoring", True,
        "A fix is in place and we are watching it.",
        "[Share] of [requests, payments] succeed again.",
        "We check [what] every [minutes] min before we call it resolved.",
    ),
    (
        "resolution", "Resolution", "resolution", "resolved", True,
        "{{service}} works normally again since [time]. We checked [what].",
        "Between {{since}} and [time], [who] could not [do what].",
        "We watch it for 24 hours and will publish what we learnt.",
    ),
    (
        "bridge", "Bridge opened", "update", "investigating", False,
        "A bridge call is open, led by {{lead}}: {{bridge}}",
        "{{impact}} are affected. [What it costs.]",
        "[What is being tried now]; [what is tried next if it fails].",
    ),
]
NAMES = ("slug", "name", "stage", "situation", "for_customers", "status", "impact", "action")


def seed(apps, schema_editor):
    audience = apps.get_model("comms", "Audience")
    for position, (slug, name, public) in enumerate(AUDIENCES, start=1):
        audience.objects.get_or_create(
            slug=slug, defaults={"name": name, "public": public, "position": position}
        )
    templates = apps.get_model("comms", "UpdateTemplate").objects
    for position, values in enumerate(TEMPLATES, start=1):
        facts = dict(zip(NAMES, values, strict=True))
        templates.get_or_create(slug=facts.pop("slug"), defaults={**facts, "position": position})


class Migration(migrations.Migration):
    replaces = [
        ("comms", "0002_seed_audiences"),
        ("comms", "0010_seed_templates_of_updates"),
    ]
    dependencies = [("comms", "0001_first_release")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
