from incidents.command.models.adapter import Adapter, AdapterKind, Errand, ErrandState, Verb
from incidents.command.models.coordination import Coordination, PutAway, Waiting
from incidents.command.models.declaration import Declaration
from incidents.command.models.tick import GuideTick
from incidents.command.models.watch import CheckIn, CheckInState, Watch, WatchEnd

__all__ = [
    "Adapter",
    "AdapterKind",
    "CheckIn",
    "CheckInState",
    "Coordination",
    "Declaration",
    "Errand",
    "ErrandState",
    "GuideTick",
    "PutAway",
    "Verb",
    "Waiting",
    "Watch",
    "WatchEnd",
]
