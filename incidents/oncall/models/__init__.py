from incidents.oncall.models.asking import AskedField, AskingGuide, TeamDesk, TeamKind, VagueWords
from incidents.oncall.models.contact import ContactRule, ContactWay, QuietHours, Urgency
from incidents.oncall.models.delay import Cause, Delay
from incidents.oncall.models.escalation import Escalation, EscalationState
from incidents.oncall.models.page import Call, DeclineReason, Page, PageState, PlanStep
from incidents.oncall.models.permission import PermissionRequest, PermissionState
from incidents.oncall.models.policy import EscalationPolicy, EscalationStep
from incidents.oncall.models.rotation import OnCall, Override, Rotation, RotationMember
from incidents.oncall.models.stall import Stall
from incidents.oncall.models.team_escalation import Contacted, RequestState, TeamEscalation

__all__ = [
    "AskedField",
    "AskingGuide",
    "Call",
    "Cause",
    "ContactRule",
    "ContactWay",
    "Contacted",
    "DeclineReason",
    "Delay",
    "Escalation",
    "EscalationPolicy",
    "EscalationState",
    "EscalationStep",
    "OnCall",
    "Override",
    "Page",
    "PageState",
    "PermissionRequest",
    "PermissionState",
    "PlanStep",
    "QuietHours",
    "RequestState",
    "Rotation",
    "RotationMember",
    "Stall",
    "TeamDesk",
    "TeamEscalation",
    "TeamKind",
    "Urgency",
    "VagueWords",
]
