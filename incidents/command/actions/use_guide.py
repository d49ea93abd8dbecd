"""Look into what a diagnostic guide says."""

from datetime import datetime

from django.db import transaction

from incidents.catalog.models import DiagnosticGuide
from incidents.record.actions.add_task import add_task
from incidents.record.models import Incident, Task
from portal.people.models import User


@transaction.atomic
def use_guide(
    *, incident: Incident, guide: DiagnosticGuide, by: User | None, at: datetime
) -> list[Task]:
    """Its first checks as tasks, each once; what was added before stays. Raises NoTask."""
    return [
        add_task(
            incident=incident,
            text=check,
            key=f"guide:{guide.pk}:{number}",
            by=by,
            at=at,
        )
        for number, check in enumerate(guide.checks, start=1)
    ]
