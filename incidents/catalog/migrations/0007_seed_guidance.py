"""What the room says to people under stress, from the guides the company works by."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SEEDS = (
    (
        "breathe",
        "Breathe",
        "Four seconds in, four seconds out. Then only the next step, not the whole problem.",
        "",
    ),
    (
        "executives",
        "Executives need a rhythm, not an answer",
        "Name one person who talks to them and promise a fixed time. Then keep that time, even "
        "if nothing has changed.",
        "Updates every 15 minutes by mail. The team needs time to work without interruption.",
    ),
    (
        "conflict",
        "Restore now, analyse after",
        "Bring the talk back to what was seen, where and since when. If it goes on, give the "
        "teams channels of their own.",
        "Focus on resolution now, analysis after restoration.",
    ),
    (
        "advice",
        "Check the advice before the next try",
        "The expert means well and may have another configuration in mind. Undo first, try it "
        "in staging, or ask a second person.",
        "Can you confirm this approach, given what the system does now?",
    ),
    (
        "stress",
        "Give the commander structure",
        "Offer two choices instead of an open question, and report calmly at fixed times. If it "
        "does not help, offer to take over for a while.",
        "Should we put the first one before the second? The runbook would go in order.",
    ),
    (
        "unavailable",
        "Go to the next person now",
        "Do not wait for one expert: page the next on the ladder, ask in the team's channel, "
        "look for a similar incident. A manager has emergency contacts.",
        "",
    ),
)


def seed(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guidance = apps.get_model("catalog", "Guidance")
    for slug, title, text, say in SEEDS:
        guidance.objects.update_or_create(
            slug=slug, defaults={"title": title, "text": text, "say": say}
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_guide_people")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
