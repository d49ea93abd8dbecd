"""How often an incident began to call people: once, and once more after each recovery."""

from django.db.models import Max

from incidents.oncall.models import Escalation
from incidents.record.models import Incident


def trigger_of(incident: Incident) -> int:
    """The number of the present one, 0 before the first."""
    return Escalation.objects.filter(incident=incident).aggregate(last=Max("trigger"))["last"] or 0


def next_trigger(incident: Incident) -> int:
    """The first escalation has 0; every later one counts up."""
    last = Escalation.objects.filter(incident=incident).aggregate(last=Max("trigger"))["last"]
    return 0 if last is None else last + 1
