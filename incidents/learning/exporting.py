"""A postmortem as a document."""

from datetime import UTC

from incidents.learning.models import SECTIONS, CorrectiveAction, Postmortem


def as_markdown(postmortem: Postmortem) -> str:
    """The whole postmortem as Markdown: sections, timeline, whys, actions."""
    incident = postmortem.incident
    lines = [
        f"# Postmortem: {incident.title}",
        "",
        (
            f"{incident.reference}, {incident.severity_label}. Owner: {postmortem.owner}. "
            f"State: {postmortem.get_state_display()}."
        ),
    ]
    for name in SECTIONS:
        title = name.replace("_", " ").capitalize()
        lines += ["", f"## {title}", "", getattr(postmortem, name) or "Not written."]
    lines += ["", "## Timeline", ""]
    for entry in incident.entries.exclude(seq__in=postmortem.hidden_entries).in_order():
        when = f"{entry.occurred_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        lines.append(f"- {when} {entry.by_name}: {entry.body}")
    lines += ["", "## Five whys", ""]
    for why in postmortem.whys.order_by("chain", "position"):
        lines.append(f"{why.position}. {why.question} {why.answer}")
    lines += ["", "## Corrective actions", ""]
    for action in CorrectiveAction.objects.filter(incident=incident).soonest_first():
        lines.append(
            f"- {action.text}. Owner: {action.owner or 'nobody'}. "
            f"Due: {action.due_on or 'no date'}. Done when: {action.measure or 'no measure'}."
        )
    return "\n".join(lines) + "\n"
