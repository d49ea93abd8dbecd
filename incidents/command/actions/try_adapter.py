"""Ask another system whether it would do what is asked of it."""

from datetime import datetime

from django.db import transaction

from incidents.command.models import Adapter, AdapterKind, Errand, Verb
from portal.people.models import User


class NothingToTest(ValueError):
    """It is a link only."""


@transaction.atomic
def try_adapter(*, adapter: Adapter, by: User, at: datetime) -> Errand:
    """One that waits already is the same test. Raises NothingToTest."""
    if adapter.kind == AdapterKind.BRIDGE:
        raise NothingToTest("A bridge is a link only: open it.")
    waiting = Errand.objects.unfinished().filter(adapter=adapter, verb=Verb.TEST).first()
    if waiting is not None:
        return waiting
    return Errand.objects.create(adapter=adapter, verb=Verb.TEST, made_at=at, not_before=at)
