"""Who is told. Nobody is made a subscriber by program: they are asked, and say yes themselves."""

from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from statuspage.actions.subscribe import grant_wish
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.manage_api.asked import Identifier, Note, Pages, Search
from statuspage.manage_api.finding import components_named, the_page
from statuspage.manage_api.keys import SUBSCRIBERS, Key
from statuspage.manage_api.refusals import NotThere, unusable
from statuspage.manage_api.shapes import REFUSALS, CountByType, Histogram, SubscriberShape
from statuspage.models import Subscriber, SubscriberChannel, SubscriberState, Wish
from statuspage.snapshot.api import timestamp

router = Router(tags=["subscribers"], auth=Key(SUBSCRIBERS))
LIST = "/pages/{page_id}/subscribers"
ONE = LIST + "/{subscriber_id}"
MOST_DIGITS = 18
STATES = {
    SubscriberState.ACTIVE: "active",
    SubscriberState.PENDING: "unconfirmed",
    SubscriberState.QUARANTINED: "quarantined",
}
TYPES = ("email", "sms", "webhook", "integration_partner", "slack", "teams")
Type = Literal["email", "sms", "webhook", "integration_partner", "slack", "teams"]
State = Literal["active", "unconfirmed", "quarantined", "all"]


class Which(Schema):
    type: Type | None = None
    state: State = "active"


class SubscriberFields(Schema):
    email: Note
    component_ids: list[Identifier] | None = None


class SubscriberBody(Schema):
    subscriber: SubscriberFields


@router.get(LIST, response={200: list[SubscriberShape], **REFUSALS})
def list_subscribers(
    request: HttpRequest,
    page_id: str,
    pages: Query[Pages],
    which: Query[Which],
    sought: Query[Search],
) -> list[dict[str, Any]]:
    the_page(page_id)
    rows = _which(which).filter(address__icontains=sought.q).order_by("pk")
    return [_shape(one) for one in pages.of(rows.prefetch_related("components"))]


@router.get(LIST + "/count", response={200: CountByType, **REFUSALS})
def count_subscribers(request: HttpRequest, page_id: str, which: Query[Which]) -> dict[str, int]:
    the_page(page_id)
    counted = _which(which).order_by().values_list("channel").annotate(Count("pk"))
    return {**dict.fromkeys(TYPES, 0), **dict(counted)}


@router.get(LIST + "/histogram_by_state", response={200: Histogram, **REFUSALS})
def count_by_state(request: HttpRequest, page_id: str) -> dict[str, dict[str, int]]:
    the_page(page_id)
    found = {one: {**dict.fromkeys(STATES.values(), 0), "total": 0} for one in TYPES}
    rows = Subscriber.objects.filter(state__in=STATES, only_notice=None).order_by()
    for channel, state, count in rows.values_list("channel", "state").annotate(Count("pk")):
        found[channel][STATES[SubscriberState(state)]] = count
        found[channel]["total"] += count
    return found


@router.post(LIST, response={201: SubscriberShape, **REFUSALS})
@transaction.atomic
def create_subscriber(request: HttpRequest, page_id: str, body: SubscriberBody) -> Any:
    """They are mailed one question, and are `unconfirmed` until they answer it."""
    the_page(page_id)
    email, ids = body.subscriber.email.strip().lower(), body.subscriber.component_ids or []
    try:
        validate_email(email)
    except ValidationError:
        raise unusable("Email is not an address.") from None
    components_named(ids)
    at = timezone.now()
    wish = Wish.objects.create(address=email, scope={"components": ids}, at=at)
    if not grant_wish(wish=wish, at=at):
        raise unusable("Email is subscribed already, refuses mail, or was asked lately.")
    asked = Subscriber.objects.get(
        channel=SubscriberChannel.EMAIL, address__iexact=email, only_notice=None
    )
    return Status(201, _shape(asked))


@router.get(ONE, response={200: SubscriberShape, **REFUSALS})
def get_subscriber(request: HttpRequest, page_id: str, subscriber_id: str) -> dict[str, Any]:
    return _shape(_the_subscriber(page_id, subscriber_id))


@router.delete(ONE, response={200: SubscriberShape, **REFUSALS})
@transaction.atomic
def delete_subscriber(request: HttpRequest, page_id: str, subscriber_id: str) -> dict[str, Any]:
    """They are unsubscribed, and nothing that waits is sent to them."""
    subscriber = _the_subscriber(page_id, subscriber_id)
    shown = _shape(subscriber)
    unsubscribe(subscriber=subscriber, at=timezone.now())
    return shown


def _which(which: Which) -> QuerySet[Subscriber]:
    states = {ours for ours, theirs in STATES.items() if which.state in (theirs, "all")}
    wanted = Q(state__in=states, only_notice=None)
    if which.type is not None:
        wanted &= Q(channel=which.type)
    return Subscriber.objects.filter(wanted)


def _the_subscriber(page_id: str, subscriber_id: str) -> Subscriber:
    the_page(page_id)
    usable = subscriber_id.isascii() and subscriber_id.isdecimal()
    if usable and len(subscriber_id) <= MOST_DIGITS:
        rows = Subscriber.objects.filter(state__in=STATES, only_notice=None)
        found = rows.filter(pk=int(subscriber_id)).first()
        if found is not None:
            return found
    raise NotThere("subscriber")


def _shape(subscriber: Subscriber) -> dict[str, Any]:
    is_mail = subscriber.channel == SubscriberChannel.EMAIL
    return {
        "id": str(subscriber.pk),
        "mode": subscriber.channel,
        "email": subscriber.address if is_mail else None,
        "endpoint": None,
        "state": STATES[SubscriberState(subscriber.state)],
        "components": [one.public_id for one in subscriber.components.all()],
        "skip_confirmation_notification": False,
        "created_at": timestamp(subscriber.created_at),
        "quarantined_at": timestamp(subscriber.quarantined_at),
        "purge_at": timestamp(subscriber.purge_at),
    }
