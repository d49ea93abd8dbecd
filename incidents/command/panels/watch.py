"""The watch after resolution: what was asked, what was answered, what comes when."""

from datetime import datetime
from typing import Any

from incidents.command.models import Watch
from incidents.command.panels.panel import Panel
from incidents.command.watching import who_watches
from incidents.record.models import Incident
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    found = Watch.objects.filter(incident=incident).select_related("watcher")
    watch = found.newest_first().first()
    if watch is None:
        return {"watch": None}
    check_ins = watch.check_ins.in_order().select_related("asked", "answered_by")
    running = watch.ended_at is None
    return {
        "watch": watch,
        "running": running,
        "check_ins": check_ins,
        "watcher": who_watches(watch, at=at) if running else watch.watcher,
        "waiting": [one for one in check_ins if one.state == "asked"],
    }


PANEL = Panel("watch", "Watch", facts, kinds=("state", "evidence", "role"))
