from incidents.mitigation.models.check import Check, CheckState
from incidents.mitigation.models.template import CheckKind, CheckTemplate

__all__ = ["Check", "CheckKind", "CheckState", "CheckTemplate"]
