"""Give a program a key."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import ApiToken, User
from portal.people.models.token import digest


@transaction.atomic
def issue_token(
    *,
    name: str,
    owner: User,
    scopes: Sequence[str],
    by: User | None,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """The token and its secret, which is readable this once."""
    raw = ApiToken.new_raw()
    token = ApiToken.objects.create(
        name=name,
        owner=owner,
        start=raw[:8],
        digest=digest(raw),
        scopes=list(scopes),
        created_at=at,
        expires_at=expires_at,
    )
    audit(
        by=by,
        at=at,
        verb="issued",
        subject=f"people.apitoken:{token.pk}",
        subject_name=name,
        after={"scopes": list(scopes), "owner": owner.email},
    )
    return token, raw
