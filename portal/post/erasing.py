"""Take an address out of the record."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from portal.post.models import Delivery, DeliveryState


@transaction.atomic
def erase_address(*, channel: str, address: str, kinds_of: str, at: datetime) -> int:
    """In deliveries of kinds that begin so, its place is all that stays of the address; how
    many. What waits is stopped."""
    theirs = Delivery.objects.filter(
        channel=channel, address__iexact=address, message__kind__startswith=kinds_of
    )
    ids = list(theirs.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    rows = Delivery.objects.filter(pk__in=ids)
    rows.filter(state=DeliveryState.PENDING).update(
        state=DeliveryState.SUPPRESSED, last_error="Erased on request."
    )
    return rows.update(
        address=Concat(Value("erased-"), Cast(F("pk"), CharField())),
        name="",
        fields={},
        last_error="",
    )
