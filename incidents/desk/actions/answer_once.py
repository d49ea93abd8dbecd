"""A program that is not sure whether it was heard asks again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from incidents.desk.models import AnsweredRequest
from incidents.desk.models.answered import KEPT_FOR
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.models import ApiToken

PATIENCE = "5s"
LOCK_NOT_AVAILABLE = "55P03"


class OtherRequest(ValueError):
    """The key was given to another request before."""


class StillAnswering(Exception):
    """The same request is being answered at this moment."""


@transaction.atomic
def answer_once(
    *,
    token: ApiToken,
    key: str,
    digest: str,
    act: Callable[[], tuple[int, Any]],
    at: datetime,
) -> tuple[int, Any, bool]:
    """Status, answer, and whether both are those of before. `act` changes and answers; what it
    raises undoes everything. Of two at once the second waits for the first."""
    asked = _claim(token, key, digest, at=at)
    if asked.digest != digest:
        raise OtherRequest(
            "This Idempotency-Key came with another request within a day. Give each request "
            "a key of its own, and send the same bytes when you send it again."
        )
    if asked.status is not None:
        return asked.status, asked.answer, True
    asked.status, asked.answer = act()
    asked.save(update_fields=["status", "answer"])
    if not Timer.objects.set_for(token).filter(kind=AnsweredRequest.FORGET).exists():
        clock.set(AnsweredRequest.FORGET, about=token, at=at + KEPT_FOR)
    return asked.status, asked.answer, False


def _claim(token: ApiToken, key: str, digest: str, *, at: datetime) -> AnsweredRequest:
    """The request's row: the one of before, or a new one that keeps the same request of others
    waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        try:
            with transaction.atomic():
                asked, _ = AnsweredRequest.objects.get_or_create(
                    token=token, key=key, defaults={"digest": digest, "at": at}
                )
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            raise StillAnswering(
                "The same request is being answered. Wait a second and send it again."
            ) from error
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return asked
