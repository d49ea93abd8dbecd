"""The default scale and its phase guide; managers edit both."""

from django.db import migrations

ROLES_FULL = ["commander", "technical_lead", "communications_lead", "scribe"]
SEVERITIES = [
    dict(
        level=0, name="Critical",
        definition="Total outage, or massive harm to customers or the business.",
        examples="Payments down, data lost or corrupted, a security breach, the core API gone.",
        response_scale="all_hands", paging="critical_path", automatic_commander=True,
        customers_cadence=15, executives_cadence=15, support_cadence=30,
        stabilise_minutes=60, resolve_minutes=240,
        required_roles=[*ROLES_FULL, "executive_liaison"],
    ),
    dict(
        level=1, name="High",
        definition="Major degradation: key functions broken for many users, revenue is lost.",
        examples="Sign-in broken, half of payments failing.",
        response_scale="all_hands", paging="aggressive", automatic_commander=True,
        customers_cadence=30, executives_cadence=15, support_cadence=30,
        stabilise_minutes=60, resolve_minutes=240, required_roles=ROLES_FULL,
    ),
    dict(
        level=2, name="Medium",
        definition="Partial outage or degraded performance; a workaround may exist.",
        examples="A flow is slow, one region fails, exports are late.",
        response_scale="core_team", paging="standard", automatic_commander=False,
        customers_cadence=60, executives_cadence=None, support_cadence=60,
        stabilise_minutes=240, resolve_minutes=480,
        required_roles=["commander", "communications_lead"],
    ),
    dict(
        level=3, name="Low",
        definition="A minor issue, a defect in a secondary flow, few users.",
        examples="A label is wrong, a report fails for one customer.",
        response_scale="business_hours", paging="standard", automatic_commander=False,
        customers_cadence=240, executives_cadence=None, support_cadence=240,
        stabilise_minutes=1440, resolve_minutes=4320, required_roles=["commander"],
        postmortem_required=False, holding_update=False,
    ),
]
GUIDE = [
    ("stop_the_bleeding", 0, 5, "Confirm it is real", "Two sources: an alert and a person, or a test purchase.", 0, 3),
    ("stop_the_bleeding", 0, 5, "Classify by impact", "Users, revenue, data, workaround. Unsure goes up.", 0, 3),
    ("stop_the_bleeding", 5, 10, "Tell people", "Aware, investigating, next update when. Silence costs more than downtime.", 0, 3),
    ("stop_the_bleeding", 5, 10, "Fill the roles", "One commander; nobody holds two roles if it can be helped.", 0, 2),
    ("stop_the_bleeding", 10, 30, "Look at what changed", "Deployments, configuration, flags, vendors' status pages.", 0, 3),
    ("stop_the_bleeding", 10, 30, "Find the first signal", "When did the first error appear, and where?", 0, 3),
    ("stabilise", 30, 60, "Choose the fastest safe way back", "Rolling back is often quicker and safer than a fix.", 0, 3),
    ("stabilise", 30, 60, "Keep the update promise", "Also when nothing has changed.", 0, 3),
    ("stabilise", 30, 60, "Escalate what is stuck", "A specific problem, the business effect, evidence, an answer needed by.", 0, 2),
    ("fix_properly", 60, 240, "Test the fix below production", "No untested change; an emergency needs a manager's approval.", 0, 3),
    ("fix_properly", 60, 240, "Restore in stages", "10, 25, 50, 75, 100 %, with a pause to watch each.", 0, 2),
    ("fix_properly", 60, 240, "Verify with users' reality", "Technical, user, business and outside checks.", 0, 3),
    ("learn", 1440, 2880, "Write the postmortem", "Mechanism, not people: what made it possible.", 0, 2),
    ("learn", 1440, 2880, "Give every action an owner, a date and a measure", "", 0, 2),
]


def seed(apps, schema_editor):
    severity = apps.get_model("catalog", "Severity")
    for row in SEVERITIES:
        severity.objects.get_or_create(level=row["level"], defaults=row)
    step = apps.get_model("catalog", "GuideStep")
    for position, (phase, start, end, text, detail, first, last) in enumerate(GUIDE, start=1):
        step.objects.get_or_create(
            phase=phase, position=position,
            defaults=dict(text=text, detail=detail, from_minute=start, to_minute=end,
                          first_level=first, last_level=last),
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
