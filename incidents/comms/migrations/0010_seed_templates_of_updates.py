"""Calm words for every stage; managers edit them."""

from django.db import migrations

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
    templates = apps.get_model("comms", "UpdateTemplate").objects
    for position, values in enumerate(TEMPLATES, start=1):
        facts = dict(zip(NAMES, values, strict=True))
        templates.get_or_create(slug=facts.pop("slug"), defaults={**facts, "position": position})


class Migration(migrations.Migration):
    dependencies = [("comms", "0009_keep_templates_of_updates")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
