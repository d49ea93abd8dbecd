"""Who is told, and the words prepared."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from statuspage.importing.reading import ExportedSubscriber, ExportedTemplate, Unusable
from statuspage.importing.shown import Tally
from statuspage.models import (
    Component,
    NoticeKind,
    NoticeStatus,
    NoticeTemplate,
    Subscriber,
    SubscriberChannel,
    SubscriberState,
)
from statuspage.models.notice import OF_MAINTENANCE

KEPT_FOR = timedelta(days=90)


def import_subscriber(
    exported: ExportedSubscriber, components: dict[str, Component], tally: Tally, *, at: datetime
) -> None:
    """Whoever confirmed there is told here; who never did is not taken in, nor who is told by
    a way there is not here. Raises Unusable."""
    if exported.state == "unconfirmed" or exported.mode not in {"email", "webhook"}:
        tally.count("subscriber left out", made=True)
        return
    is_mail = exported.mode == "email"
    channel = SubscriberChannel.EMAIL if is_mail else SubscriberChannel.WEBHOOK
    address = _address(exported)
    known = Subscriber.objects.filter(channel=channel, address__iexact=address, only_notice=None)
    exists = known.exists()
    tally.count("subscriber", made=not exists)
    if exists:
        return
    wanted = [components[one] for one in exported.components or [] if one in components]
    held = exported.state == "quarantined" or exported.quarantined_at is not None
    since = exported.quarantined_at or at
    subscriber = Subscriber.objects.create(
        channel=channel,
        address=address,
        state=SubscriberState.QUARANTINED if held else SubscriberState.ACTIVE,
        everything=not exported.components,
        created_at=exported.created_at,
        confirmed_at=exported.created_at,
        quarantined_at=since if held else None,
        quarantine_reason="Quarantined at Statuspage." if held else "",
        purge_at=(exported.purge_at or since + KEPT_FOR) if held else None,
    )
    subscriber.components.set(wanted)


def _address(exported: ExportedSubscriber) -> str:
    found = (exported.email if exported.mode == "email" else exported.endpoint) or ""
    found = found.strip()
    if exported.mode == "email":
        try:
            validate_email(found)
        except ValidationError:
            raise Unusable(f"subscribers.json: {exported.id}: email is no address.") from None
        return found.lower()
    if not found.startswith("https://"):
        raise Unusable(f"subscribers.json: {exported.id}: endpoint is no https address.")
    return found


def import_template(
    exported: ExportedTemplate, components: dict[str, Component], tally: Tally
) -> None:
    known = NoticeTemplate.objects.filter(name=exported.name).exists()
    tally.count("template", made=not known)
    if known:
        return
    status = exported.update_status or NoticeStatus.INVESTIGATING
    planned = status in OF_MAINTENANCE
    template = NoticeTemplate.objects.create(
        name=exported.name,
        title=exported.title,
        text=exported.body,
        status=status,
        kind=NoticeKind.MAINTENANCE if planned else NoticeKind.INCIDENT,
        tell=exported.should_send_notifications,
    )
    named = [components[one.id] for one in exported.components if one.id in components]
    template.components.set(named)
