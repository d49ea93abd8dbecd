from incidents.command.models.declaration import Declaration
from incidents.command.models.tick import GuideTick

__all__ = ["Declaration", "GuideTick"]
