from incidents.oncall.models.asking import AskedField, AskingGuide, TeamDesk, TeamKind, VagueWords
from incidents.oncall.models.contact import ContactRule, ContactWay, QuietHours, Urgency
from incidents.oncall.models.delay import Cause, Delay
from incidents.oncall.models.escalation import Escalation, EscalationState
from incidents.oncall.models.feed import CalendarFeed, HandoffNote
from incidents.oncall.models.layer import Layer, LayerMember
from incidents.oncall.models.override import Absence, Override
from incidents.oncall.models.page import Call, DeclineReason, Page, PageState, PlanStep
from incidents.oncall.models.permission import PermissionRequest, PermissionState
from incidents.oncall.models.policy import EscalationPolicy, EscalationStep
from incidents.oncall.models.rotation import Rotation, RotationMember
from incidents.oncall.models.shift import DutyKind, Shift
from incidents.oncall.models.stall import Stall
from incidents.oncall.models.swap import Swap, SwapState
from incidents.oncall.models.team_escalation import Contacted, RequestState, TeamEscalation

__all__ = [
    "Absence",
    "AskedField",
    "AskingGuide",
    "CalendarFeed",
    "Call",
    "Cause",
    "ContactRule",
    "ContactWay",
    "Contacted",
    "DeclineReason",
    "Delay",
    "DutyKind",
    "Escalation",
    "EscalationPolicy",
    "EscalationState",
    "EscalationStep",
    "HandoffNote",
    "Layer",
    "LayerMember",
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
    "Shift",
    "Stall",
    "Swap",
    "SwapState",
    "TeamDesk",
    "TeamEscalation",
    "TeamKind",
    "Urgency",
    "VagueWords",
]
