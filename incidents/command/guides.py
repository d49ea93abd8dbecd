"""Which diagnostic guides fit an incident, by its words."""

from incidents.catalog.models import DiagnosticGuide, MatchedGuide, match_guides
from incidents.record.models import Incident

NEWEST = 200


def guides_for(incident: Incident) -> list[MatchedGuide]:
    """Matched with the title and the newest lines; what guides themselves asked for apart."""
    lines = incident.entries.exclude(data__has_key="task").newest_first()
    newest = list(lines.values_list("body", "data")[:NEWEST])
    labels = [
        " ".join(str(one) for one in data["labels"].values())
        for _, data in newest
        if isinstance(data, dict) and isinstance(data.get("labels"), dict)
    ]
    bodies = [body for body, _ in newest]
    return match_guides(
        DiagnosticGuide.objects.in_order(), title=incident.title, lines=[*bodies, *labels]
    )
