from incidents.alerts.models.alert import Alert, AlertStatus
from incidents.alerts.models.inbox import InboxItem, InboxState
from incidents.alerts.models.integration import Integration
from incidents.alerts.models.rule import Rule

__all__ = ["Alert", "AlertStatus", "InboxItem", "InboxState", "Integration", "Rule"]
