from incidents.record.models.access import incident_for
from incidents.record.models.change import (
    Change,
    ChangeKind,
    ChangeState,
    ChangeVerdict,
    Verdict,
)
from incidents.record.models.entry import Entry
from incidents.record.models.impact import Impact
from incidents.record.models.incident import (
    Incident,
    Kind,
    StaleVersion,
)
from incidents.record.models.role import Role, RoleAssignment
from incidents.record.models.states import IllegalTransition, State
from incidents.record.models.words import Words

__all__ = [
    "Change",
    "ChangeKind",
    "ChangeState",
    "ChangeVerdict",
    "Entry",
    "IllegalTransition",
    "Impact",
    "Incident",
    "Kind",
    "Role",
    "RoleAssignment",
    "StaleVersion",
    "State",
    "Verdict",
    "Words",
    "incident_for",
]
