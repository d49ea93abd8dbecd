"""A person halts a mailing, or lets it go on."""

from datetime import datetime

from django.db import transaction

from portal.people.actions.audit import audit
from portal.people.models import User
from portal.post.models import Delivery, Message
from portal.post.waking import tell_workers, wake


class NothingToHalt(ValueError):
    """Everything has gone out already, or the mailing is not halted."""


@transaction.atomic
def halt_mailing(*, message: Message, by: User, at: datetime) -> int:
    """Hold back what has not gone out, and stop workers at their next letter; how many wait."""
    locked = Message.objects.select_for_update().get(pk=message.pk)
    unsent = Delivery.objects.stoppable().filter(message=locked, held=False)
    waiting = list(unsent.order_by("pk").select_for_update().values_list("pk", flat=True))
    if not waiting:
        raise NothingToHalt("Everything of this mailing has gone out, or it is halted already.")
    Delivery.objects.filter(pk__in=waiting).update(held=True)
    locked.halted_at = at
    locked.save(update_fields=["halted_at"])
    tell_workers()
    _audit("halted", locked, by=by, at=at)
    return len(waiting)


@transaction.atomic
def resume_mailing(*, message: Message, by: User, at: datetime) -> int:
    """Let what was held back go out; how many. Nobody who has it gets it again."""
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if locked.halted_at is None:
        raise NothingToHalt("This mailing is not halted.")
    resumed = Delivery.objects.filter(message=locked, held=True).update(held=False)
    locked.halted_at = None
    locked.save(update_fields=["halted_at"])
    wake(locked.lane)
    _audit("resumed", locked, by=by, at=at)
    return resumed


def _audit(verb: str, message: Message, *, by: User, at: datetime) -> None:
    audit(by=by, at=at, verb=verb, subject=f"post.message:{message.pk}", subject_name=str(message))
