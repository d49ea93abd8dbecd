from incidents.learning.models.action import ActionState, CorrectiveAction
from incidents.learning.models.postmortem import (
    SECTIONS,
    STILL_OWED,
    IllegalStep,
    Postmortem,
    PostmortemState,
)
from incidents.learning.models.text import Revision, TimelineChoice, Why

__all__ = [
    "SECTIONS",
    "STILL_OWED",
    "ActionState",
    "CorrectiveAction",
    "IllegalStep",
    "Postmortem",
    "PostmortemState",
    "Revision",
    "TimelineChoice",
    "Why",
]
