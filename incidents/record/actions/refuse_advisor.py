"""Who advises an incident only reads it."""

from datetime import datetime

from incidents.record.models import Advisor, AdvisorsOnlyRead, Incident
from portal.people.models import User


def refuse_advisor(*, incident: Incident, by: User | None, at: datetime) -> None:
    """Every line passes by here; what a person changes without one asks by itself. Raises
    AdvisorsOnlyRead."""
    if by is None:
        return
    advisor = Advisor.objects.advising(by, at=at).filter(incident=incident).first()
    if advisor is not None:
        raise AdvisorsOnlyRead(advisor)
