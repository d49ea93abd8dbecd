from incidents.oncall.models.page import Escalation, EscalationState, Page, PageState
from incidents.oncall.models.policy import EscalationPolicy, EscalationStep
from incidents.oncall.models.rotation import OnCall, Override, Rotation, RotationMember

__all__ = [
    "Escalation",
    "EscalationPolicy",
    "EscalationState",
    "EscalationStep",
    "OnCall",
    "Override",
    "Page",
    "PageState",
    "Rotation",
    "RotationMember",
]
