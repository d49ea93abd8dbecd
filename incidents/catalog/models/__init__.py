from incidents.catalog.models.diagnosis import DiagnosticGuide, MatchedGuide, match_guides
from incidents.catalog.models.guidance import Guidance
from incidents.catalog.models.guide import GuideStep
from incidents.catalog.models.policy import Policy
from incidents.catalog.models.role import Role
from incidents.catalog.models.scale import UnknownSeverity, parse_severity, severity_label
from incidents.catalog.models.service import Dependency, Service, Team
from incidents.catalog.models.severity import Severity
from incidents.catalog.models.vendor import ContactKind, Vendor, VendorAgreement, VendorContact
from incidents.catalog.models.vendor_status import Indicator, VendorStatus

__all__ = [
    "ContactKind",
    "Dependency",
    "DiagnosticGuide",
    "Guidance",
    "GuideStep",
    "Indicator",
    "MatchedGuide",
    "Policy",
    "Role",
    "Service",
    "Severity",
    "Team",
    "UnknownSeverity",
    "Vendor",
    "VendorAgreement",
    "VendorContact",
    "VendorStatus",
    "match_guides",
    "parse_severity",
    "severity_label",
]
