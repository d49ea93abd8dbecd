"""The default scale, its phase guide, and what the room says to people under stress, from the
guides the company works by. Managers edit all of it."""

from django.db import migrations

ROLES_FULL = ["commander", "technical_lead", "communications_lead", "scribe"]
SEVERITIES = [
    dict(
        level=0, name="Critical", answer_minutes=10,
        definition="Total outage, or massive harm to customers or the business.",
        examples="Payments down, data lost or corrupted, a security breach, the core API gone.",
        response_scale="all_hands", paging="critical_path", automatic_commander=True,
        customers_cadence=15, executives_cadence=15, support_cadence=30,
        stabilise_minutes=60, resolve_minutes=240,
        required_roles=[*ROLES_FULL, "executive_liaison"],
    ),
    dict(
        level=1, name="High", answer_minutes=15,
        definition="Major degradation: key functions broken for many users, revenue is lost.",
        examples="Sign-in broken, half of payments failing.",
        response_scale="all_hands", paging="aggressive", automatic_commander=True,
        customers_cadence=30, executives_cadence=15, support_cadence=30,
        stabilise_minutes=60, resolve_minutes=240, required_roles=ROLES_FULL,
    ),
    dict(
        level=2, name="Medium", answer_minutes=30,
        definition="Partial outage or degraded performance; a workaround may exist.",
        examples="A flow is slow, one region fails, exports are late.",
        response_scale="core_team", paging="standard", automatic_commander=False,
        customers_cadence=60, executives_cadence=None, support_cadence=60,
        stabilise_minutes=240, resolve_minutes=480,
        required_roles=["commander", "communications_lead"],
    ),
    dict(
        level=3, name="Low", answer_minutes=240,
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
GUIDANCE = (
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
    guidance = apps.get_model("catalog", "Guidance")
    for slug, title, text, say in GUIDANCE:
        guidance.objects.update_or_create(
            slug=slug, defaults={"title": title, "text": text, "say": say}
        )


class Migration(migrations.Migration):
    replaces = [
        ("catalog", "0002_seed_severities_and_guide"),
        ("catalog", "0007_seed_guidance"),
        ("catalog", "0011_seed_times_of_answers"),
    ]
    dependencies = [("catalog", "0001_first_release")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
