from incidents.record.models.access import incident_for
from incidents.record.models.advisor import Advisor, AdvisorsOnlyRead
from incidents.record.models.attachment import Attachment, AttachmentKind
from incidents.record.models.change import (
    Change,
    ChangeKind,
    ChangeState,
    ChangeVerdict,
    Verdict,
)
from incidents.record.models.entry import Entry
from incidents.record.models.event import Event, EventType
from incidents.record.models.hypothesis import Evidence, Hypothesis, HypothesisState, Side
from incidents.record.models.impact import Impact
from incidents.record.models.incident import (
    Incident,
    Kind,
    StaleVersion,
)
from incidents.record.models.link import IncidentLink, LinkKind
from incidents.record.models.pinned_link import PinnedLink
from incidents.record.models.role import Role, RoleAssignment
from incidents.record.models.signal import Says, Signal, Source
from incidents.record.models.states import IllegalTransition, State
from incidents.record.models.task import Task, TaskEnded, TaskState
from incidents.record.models.words import Words

__all__ = [
    "Advisor",
    "AdvisorsOnlyRead",
    "Attachment",
    "AttachmentKind",
    "Change",
    "ChangeKind",
    "ChangeState",
    "ChangeVerdict",
    "Entry",
    "Event",
    "EventType",
    "Evidence",
    "Hypothesis",
    "HypothesisState",
    "IllegalTransition",
    "Impact",
    "Incident",
    "IncidentLink",
    "Kind",
    "LinkKind",
    "PinnedLink",
    "Role",
    "RoleAssignment",
    "Says",
    "Side",
    "Signal",
    "Source",
    "StaleVersion",
    "State",
    "Task",
    "TaskEnded",
    "TaskState",
    "Verdict",
    "Words",
    "incident_for",
]
