from incidents.command.models.adapter import Adapter, AdapterKind
from incidents.command.models.coordination import Coordination, PutAway, Waiting
from incidents.command.models.declaration import Declaration
from incidents.command.models.errand import Counterpart, Errand, ErrandState, Verb
from incidents.command.models.tick import GuideTick
from incidents.command.models.watch import CheckIn, CheckInState, Watch, WatchEnd

__all__ = [
    "Adapter",
    "AdapterKind",
    "CheckIn",
    "CheckInState",
    "Coordination",
    "Counterpart",
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
