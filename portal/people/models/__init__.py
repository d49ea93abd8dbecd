from portal.people.models.audit import AuditEntry
from portal.people.models.token import ApiToken
from portal.people.models.user import User

__all__ = ["ApiToken", "AuditEntry", "User"]
