"""What each source says, and whom to believe."""

from datetime import datetime
from typing import Any

from incidents.command.forms.investigating import SignalForm
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident, Signal, Source
from incidents.record.weighing import BY_TRUST, weigh
from portal.people.models import User

TONES = {"down": "major", "degraded": "degraded", "up": "ok", "silent": ""}
ICONS = {"down": "major", "degraded": "degraded", "up": "ok", "silent": "circle"}
HISTORY = 12


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    newest = list(Signal.objects.newest_of_each([incident]).select_related("by"))
    newest.sort(key=lambda one: BY_TRUST.index(Source(one.source)))
    for one in newest:
        one.tone, one.icon = TONES[one.says], ICONS[one.says]  # type: ignore[attr-defined]
        one.minutes_behind = int(one.behind(at=at).total_seconds() // 60)  # type: ignore[attr-defined]
    older = incident.signals.exclude(pk__in=[one.pk for one in newest]).select_related("by")
    return {
        "signals": newest,
        "weighed": weigh(newest, at=at),
        "older": older.newest_first()[:HISTORY],
        "signal_form": SignalForm(),
    }


PANEL = Panel("signals", "Signals", facts, kinds=("evidence",))
