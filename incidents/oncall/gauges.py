"""What monitoring sees of escalations."""

from datetime import datetime

from incidents.oncall.models import Escalation, Page, Stall
from portal.checks.gauges import MOST_COUNTED, gauge


@gauge("escalations_climbing", "Ladders that are climbed now.")
def climbing(*, at: datetime) -> float:
    return Escalation.objects.climbing()[:MOST_COUNTED].count()


@gauge("escalations_in_vain", "Open incidents to which nobody has answered.")
def in_vain(*, at: datetime) -> float:
    return Escalation.objects.in_vain()[:MOST_COUNTED].count()


@gauge("pages_waiting", "Pages that wait for an answer.")
def waiting(*, at: datetime) -> float:
    return Page.objects.waiting()[:MOST_COUNTED].count()


@gauge("escalations_repaired", "Climbs and pages that had stopped and were set going again.")
def repaired(*, at: datetime) -> float:
    return Stall.objects.all()[:MOST_COUNTED].count()
