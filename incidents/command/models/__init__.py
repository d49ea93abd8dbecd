from incidents.command.models.coordination import Coordination, PutAway, Waiting
from incidents.command.models.declaration import Declaration
from incidents.command.models.tick import GuideTick
from incidents.command.models.watch import CheckIn, CheckInState, Watch, WatchEnd

__all__ = [
    "CheckIn",
    "CheckInState",
    "Coordination",
    "Declaration",
    "GuideTick",
    "PutAway",
    "Waiting",
    "Watch",
    "WatchEnd",
]
