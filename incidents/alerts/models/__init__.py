from incidents.alerts.models.alert import Alert, AlertStatus, LastWord
from incidents.alerts.models.inbox import InboxItem, InboxState
from incidents.alerts.models.integration import (
    Integration,
    Refusal,
    SigningCertificate,
    Subscription,
)
from incidents.alerts.models.rule import Rule

__all__ = [
    "Alert",
    "AlertStatus",
    "InboxItem",
    "InboxState",
    "Integration",
    "LastWord",
    "Refusal",
    "Rule",
    "SigningCertificate",
    "Subscription",
]
