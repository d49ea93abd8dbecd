"""Who is told."""

from datetime import timedelta
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from portal.programs.asked import Address, Identifier, Note
from portal.web.limits import hidden, take
from statuspage.actions.add_subscriber import add_subscriber
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.forms import usable_address
from statuspage.manage_api.asked import Pages, Search
from statuspage.manage_api.finding import components_named, the_page
from statuspage.manage_api.keys import SUBSCRIBERS, Key, person
from statuspage.manage_api.refusals import NotThere, unusable
from statuspage.manage_api.shapes import REFUSALS, CountByType, Histogram, SubscriberShape
from statuspage.models import Subscriber, SubscriberChannel, SubscriberState
from statuspage.snapshot.api import timestamp

router = Router(tags=["subscribers"], auth=Key(SUBSCRIBERS))
LIST = "/pages/{page_id}/subscribers"
ONE = LIST + "/{subscriber_id}"
MOST_DIGITS = 18
AGREED = "The manage API was told so (skip_confirmation_notification)."
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
    email: Note | None = None
    endpoint: Address | None = None
    skip_confirmation_notification: bool = False
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
    """They are asked once, and are `unconfirmed` until they answer; with
    `skip_confirmation_notification` an e-mail address is taken to have agreed, which is
    written down with the key's owner. An endpoint always confirms."""
    the_page(page_id)
    wanted = body.subscriber
    channel = SubscriberChannel.WEBHOOK if wanted.endpoint else SubscriberChannel.EMAIL
    at, ids = timezone.now(), wanted.component_ids or []
    components_named(ids)
    try:
        address = usable_address(channel, wanted.endpoint or wanted.email or "")
    except ValidationError as error:
        raise unusable(*error.messages) from None
    if not take(f"v1:asked:{hidden(address)}", limit=1, within=timedelta(days=1), at=at):
        raise unusable(f"{address} was asked within a day.")
    subscriber = add_subscriber(
        channel=channel,
        address=address,
        by=person(request),
        at=at,
        scope={"components": ids},
        consent=AGREED if wanted.skip_confirmation_notification else "",
    )
    return Status(201, _shape(subscriber))


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
        "endpoint": subscriber.address if subscriber.channel == "webhook" else None,
        "state": STATES[SubscriberState(subscriber.state)],
        "components": [one.public_id for one in subscriber.components.all()],
        "skip_confirmation_notification": False,
        "created_at": timestamp(subscriber.created_at),
        "quarantined_at": timestamp(subscriber.quarantined_at),
        "purge_at": timestamp(subscriber.purge_at),
    }
