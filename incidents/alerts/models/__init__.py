from incidents.alerts.models.alert import Alert, AlertStatus, LastWord, Snooze
from incidents.alerts.models.event import AlertEvent, What
from incidents.alerts.models.inbox import InboxItem, InboxState
from incidents.alerts.models.integration import (
    Integration,
    Refusal,
    SigningCertificate,
    Subscription,
)
from incidents.alerts.models.policy import AlertPolicy
from incidents.alerts.models.rule import Rule
from incidents.alerts.models.suppression import Suppression

__all__ = [
    "Alert",
    "AlertEvent",
    "AlertPolicy",
    "AlertStatus",
    "InboxItem",
    "InboxState",
    "Integration",
    "LastWord",
    "Refusal",
    "Rule",
    "SigningCertificate",
    "Snooze",
    "Subscription",
    "Suppression",
    "What",
]
