"""Somebody says which Slack account is theirs."""

from datetime import datetime

from django.db import transaction

from incidents.desk.models import SlackAccount
from portal.people.actions.audit import audit
from portal.people.models import User


@transaction.atomic
def link_slack(*, team_id: str, user_id: str, by: User, at: datetime) -> SlackAccount:
    """From now on, what this account types is done as `by`; linked before, it changes hands."""
    account, _ = SlackAccount.objects.update_or_create(
        team_id=team_id, user_id=user_id, defaults={"person": by, "linked_at": at}
    )
    audit(
        by=by,
        at=at,
        verb="linked a Slack account to",
        subject=f"people.user:{by.pk}",
        subject_name=str(by),
        after={"team": team_id, "user": user_id},
    )
    return account
