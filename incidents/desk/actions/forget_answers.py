"""A day later no program asks again."""

from datetime import datetime

from django.db import transaction

from incidents.desk.models import AnsweredRequest
from incidents.desk.models.answered import KEPT_FOR
from portal.clock import clock
from portal.people.models import ApiToken


@transaction.atomic
def forget_answers(*, token: ApiToken, at: datetime) -> int:
    """Forget what is outdated of this token, and come again for the rest; how many."""
    own = AnsweredRequest.objects.filter(token=token)
    forgotten, _ = own.outdated(at=at).delete()
    oldest = own.order_by("at").values_list("at", flat=True).first()
    if oldest is not None:
        clock.set(AnsweredRequest.FORGET, about=token, at=oldest + KEPT_FOR)
    return forgotten
