"""Take a program's key away."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import ApiToken, User


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime) -> None:
    """It opens nothing from now on; revoked twice is revoked once."""
    locked = ApiToken.objects.select_for_update().get(pk=token.pk)
    if locked.revoked_at is not None:
        return
    locked.revoked_at = at
    locked.save(update_fields=["revoked_at"])
    audit(
        by=by,
        at=at,
        verb="revoked",
        subject=f"people.apitoken:{locked.pk}",
        subject_name=locked.name,
        before={"scopes": locked.scopes},
    )
