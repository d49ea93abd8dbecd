from incidents.command.models.declaration import Declaration
from incidents.command.models.tick import GuideTick
from incidents.command.models.watch import CheckIn, CheckInState, Watch, WatchEnd

__all__ = ["CheckIn", "CheckInState", "Declaration", "GuideTick", "Watch", "WatchEnd"]
