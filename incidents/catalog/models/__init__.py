from incidents.catalog.models.guidance import Guidance
from incidents.catalog.models.guide import GuideStep
from incidents.catalog.models.policy import Policy
from incidents.catalog.models.role import Role
from incidents.catalog.models.service import Dependency, Service, Team
from incidents.catalog.models.severity import (
    Severity,
    UnknownSeverity,
    parse_severity,
    severity_label,
)

__all__ = [
    "Dependency",
    "Guidance",
    "GuideStep",
    "Policy",
    "Role",
    "Service",
    "Severity",
    "Team",
    "UnknownSeverity",
    "parse_severity",
    "severity_label",
]
