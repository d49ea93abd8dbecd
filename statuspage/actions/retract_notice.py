"""Take a notice back."""

from datetime import datetime

from django.db import transaction

from portal.clock import clock
from portal.failpoints import failpoint
from portal.post import post
from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.settle_components import loudest, moves, worst_said
from statuspage.actions.touch_page import touch_page
from statuspage.models import ComponentStatus, Notice, StatusChange
from statuspage.snapshot.publishing import remove_notice


class ReasonMissing(ValueError):
    """A retraction without a reason."""


def notice_topic(public_id: str) -> str:
    """The outbox topic of everything mailed about a notice."""
    return f"notice:{public_id}"


@transaction.atomic
def retract_notice(*, public_id: str, reason: str, at: datetime, by_name: str = "") -> bool:
    """Delete it from the snapshot before anything else, stop its unsent mail, mark it.

    False when it was retracted before. A retracted notice never comes back: components return to
    what others say of them, and what it did to their history no longer counts.
    """
    if not reason.strip():
        raise ReasonMissing("Say why the notice is retracted.")
    notice = Notice.objects.standing().select_for_update().filter(public_id=public_id).first()
    if notice is None:
        return False
    remove_notice(public_id)
    post.withdraw(topic=notice_topic(public_id), at=at, reason=f"Retracted: {reason}")
    for update in notice.updates.all():
        clock.cancel_all(about=update)
    clock.cancel_all(about=notice)
    notice.retracted_at = at
    notice.retraction_reason = reason[:240]
    notice.save(update_fields=["retracted_at", "retraction_reason"])
    if not notice.has_ended:
        _free_components(notice, by_name=by_name, at=at)
    touch_page(at=at)
    failpoint("retraction.recorded")
    return True


def _free_components(notice: Notice, *, by_name: str, at: datetime) -> None:
    """Back to what the history without this notice says, or a notice that still speaks."""
    for link in notice.affected.select_related("component__group"):
        component = link.component
        if component.status != link.status or not moves(notice, component):
            continue
        kept = StatusChange.objects.counting().filter(component=component).in_time().last()
        otherwise = kept.new_status if kept else ComponentStatus.OPERATIONAL
        status = worst_said(component, otherwise=otherwise)
        speaker = loudest(component) if status != otherwise else None
        set_component_status(
            component=component,
            status=status,
            by_name=by_name,
            at=at,
            reason=speaker.notice.title if speaker else "A notice was retracted.",
            source="notice",
            notice=speaker.notice if speaker else notice,
        )
