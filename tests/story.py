"""Whether a timeline reads as the story it should."""

from collections.abc import Sequence

from incidents.record.models import Incident


def told(reference: str) -> list[str]:
    """The lines of an incident's timeline, oldest first."""
    incident = Incident.objects.get(number=int(reference.removeprefix("INC-")))
    return [line.body for line in incident.entries.in_order()]


def out_of_order(lines: Sequence[str], story: Sequence[str]) -> list[str]:
    """What of the story is not told, or not after what comes before it."""
    missing, begin = [], 0
    for part in story:
        found = next((at for at in range(begin, len(lines)) if part in lines[at]), None)
        if found is None:
            missing.append(part)
        else:
            begin = found + 1
    return missing
