from incidents.oncall.models.contact import ContactRule, ContactWay, QuietHours, Urgency
from incidents.oncall.models.escalation import Escalation, EscalationState
from incidents.oncall.models.page import Call, DeclineReason, Page, PageState, PlanStep
from incidents.oncall.models.policy import EscalationPolicy, EscalationStep
from incidents.oncall.models.rotation import OnCall, Override, Rotation, RotationMember
from incidents.oncall.models.stall import Stall

__all__ = [
    "Call",
    "ContactRule",
    "ContactWay",
    "DeclineReason",
    "Escalation",
    "EscalationPolicy",
    "EscalationState",
    "EscalationStep",
    "OnCall",
    "Override",
    "Page",
    "PageState",
    "PlanStep",
    "QuietHours",
    "Rotation",
    "RotationMember",
    "Stall",
    "Urgency",
]
