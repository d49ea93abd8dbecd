"""Another system that hears of incidents: a chat, tickets, a bridge."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from incidents.command.actions.try_adapter import try_adapter
from incidents.command.models import Adapter, AdapterKind
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.sealing import seal

# Their address is what lets one in: it is never shown and never written down elsewhere.
SECRET_ADDRESSES = (AdapterKind.TEAMS, AdapterKind.SLACK_HOOK)


@dataclass(frozen=True)
class SystemSettings:
    """What is typed. An empty address keeps the present one."""

    name: str
    last_level: int
    base_url: str = ""
    account: str = ""
    place: str = ""
    invite: str = ""
    done_name: str = ""
    archive: bool = True


@transaction.atomic
def connect_system(
    *,
    kind: AdapterKind,
    said: SystemSettings,
    secret: str,
    by: User,
    at: datetime,
    adapter: Adapter | None = None,
) -> Adapter:
    """Made or changed, and tested at once. An empty secret keeps the present one. Raises
    ValidationError."""
    found = Adapter(kind=kind, owner=by)
    if adapter is not None:
        found = Adapter.objects.select_for_update().get(pk=adapter.pk)
    present = found.base_url
    for name, value in asdict(said).items():
        setattr(found, name, value)
    found.base_url = said.base_url or present
    found.failures, found.failing_since, found.not_before = 0, None, None
    if secret:
        found.sealed_secret = seal(secret)
    found.full_clean()
    found.save()
    _note(found, said, by=by, at=at, made=adapter is None)
    if found.active and kind != AdapterKind.BRIDGE:
        try_adapter(adapter=found, by=by, at=at)
    return found


def _note(adapter: Adapter, said: SystemSettings, *, by: User, at: datetime, made: bool) -> None:
    told = asdict(said)
    if adapter.kind in SECRET_ADDRESSES:
        del told["base_url"]
    audit(
        by=by,
        at=at,
        verb="made" if made else "changed",
        subject=f"command.adapter:{adapter.pk}",
        subject_name=str(adapter),
        after=told,
    )
