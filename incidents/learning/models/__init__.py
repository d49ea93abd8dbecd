from incidents.learning.models.action import ActionState, CorrectiveAction
from incidents.learning.models.postmortem import (
    SECTIONS,
    IllegalStep,
    Postmortem,
    PostmortemState,
    Why,
)

__all__ = [
    "SECTIONS",
    "ActionState",
    "CorrectiveAction",
    "IllegalStep",
    "Postmortem",
    "PostmortemState",
    "Why",
]
