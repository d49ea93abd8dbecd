"""A postmortem as a document."""

from datetime import UTC, datetime

from incidents.learning.models import SECTIONS, CorrectiveAction, Postmortem
from incidents.learning.timeline import drawn
from incidents.record.models import Incident
from portal.web.times import duration


def as_markdown(postmortem: Postmortem) -> str:
    """The whole postmortem as Markdown: facts, sections, timeline, whys, actions."""
    blocks = [_head(postmortem)]
    for name in SECTIONS:
        title = name.replace("_", " ").capitalize()
        blocks.append(f"## {title}\n\n{getattr(postmortem, name).strip() or 'Not written.'}")
        if name == "impact":
            blocks.append(_timeline(postmortem))
        if name == "root_cause":
            blocks.append(_whys(postmortem))
    blocks.append(_actions(postmortem.incident))
    return "\n\n".join(blocks) + "\n"


def _head(postmortem: Postmortem) -> str:
    incident = postmortem.incident
    facts = [
        ("Incident", f"{incident.reference}, {incident.severity_label} {incident.rules.name}"),
        ("Began", _utc(incident.started_at)),
        ("Resolved", _utc(incident.resolved_at) if incident.resolved_at else "not yet"),
    ]
    if incident.resolved_at:
        facts.append(("Lasted", duration(incident.resolved_at - incident.started_at)))
    facts += [
        ("Services", ", ".join(str(one) for one in incident.services.all()) or "none named"),
        ("Owner", str(postmortem.owner)),
        ("State", postmortem.get_state_display()),
    ]
    if postmortem.approved_by and postmortem.approved_at:
        facts.append(("Approved", f"{postmortem.approved_by}, {_utc(postmortem.approved_at)}"))
    if postmortem.despite:
        facts.append(("Reviewed with findings left, because", postmortem.despite))
    lines = [f"- **{name}:** {_one_line(value)}" for name, value in facts]
    return "\n".join([f"# Postmortem: {_one_line(incident.display_title)}", "", *lines])


def _timeline(postmortem: Postmortem) -> str:
    lines = []
    for line in drawn(postmortem):
        if line.kept:
            said = f" ({_one_line(line.caption)})" if line.caption else ""
            when = _utc(line.entry.occurred_at)
            lines.append(f"- {when} **{line.entry.by_name}:** {_one_line(line.text)}{said}")
    return "\n".join(["## Timeline", "", *(lines or ["Nothing was kept."])])


def _whys(postmortem: Postmortem) -> str:
    blocks = ["## Five whys"]
    chain = 0
    for why in postmortem.whys.in_order():
        if why.chain != chain:
            chain = why.chain
            blocks.append(f"### Chain {chain}\n")
        blocks.append(f"{why.position}. **{_one_line(why.question)}** {_one_line(why.answer)}")
        if why.ends_because:
            blocks.append(f"\nIt ends here because: {_one_line(why.ends_because)}")
    return "\n".join([*blocks, *([] if chain else ["", "None were asked."])])


def _actions(incident: Incident) -> str:
    rows = ["| Action | Owner | Due | Done when | State |", "| --- | --- | --- | --- | --- |"]
    for action in CorrectiveAction.objects.filter(incident=incident).soonest_first():
        cells = (
            action.text,
            str(action.owner or "nobody"),
            str(action.due_on or "no date"),
            action.measure or "no measure",
            action.get_state_display(),
        )
        rows.append(f"| {' | '.join(map(_cell, cells))} |")
    if len(rows) == 2:  # noqa: PLR2004
        return "## Corrective actions\n\nNone."
    return "\n".join(["## Corrective actions", "", *rows])


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _cell(text: str) -> str:
    return _one_line(text).replace("|", "\\|")


def _one_line(text: str) -> str:
    return " ".join(text.split())
