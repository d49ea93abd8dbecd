"""Bring components to what a notice says of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from statuspage.actions.set_component_status import set_component_status
from statuspage.models import Component, ComponentStatus, Notice, NoticeComponent
from statuspage.models.component import RANK
from statuspage.sentences import impact_of, worse_impact

Change = dict[str, str]


class NoSuchComponent(LookupError):
    """A component that is not on the public page."""


@transaction.atomic
def settle_components(
    *, notice: Notice, statuses: Mapping[str, str], by_name: str, at: datetime
) -> list[Change]:
    """Set each named component, remember the worst it was, and raise the notice's impact.

    Two notices may speak of one component: it shows the worse of what they say. Returns what
    this notice says of each; raises NoSuchComponent. The caller saves the notice.
    """
    found = components_for(notice, list(statuses))
    changes = []
    for public_id, component in found.items():
        new = ComponentStatus(statuses[public_id])
        before = say_of(notice, component, new)
        changes.append(
            {
                "code": public_id,
                "name": str(component),
                "old_status": str(before or component.status),
                "new_status": str(new),
            }
        )
        if moves(notice, component):
            set_component_status(
                component=component,
                status=worst_said(component, otherwise=new),
                by_name=by_name,
                at=at,
                reason=notice.title,
                source="notice",
                notice=notice,
            )
    said = list(notice.affected.values_list("worst", flat=True))
    notice.impact = worse_impact(notice.impact, impact_of(said))
    return changes


def components_for(notice: Notice, public_ids: Sequence[str]) -> dict[str, Component]:
    """The components a notice may speak of, by public id: what everybody reads may name only
    what everybody sees. Raises NoSuchComponent."""
    pool = Component.objects.filter(visible=True)
    if not notice.audiences.exists():
        pool = pool.public()
    found = {one.public_id: one for one in pool.in_order().filter(public_id__in=public_ids)}
    unknown = [public_id for public_id in public_ids if public_id not in found]
    if unknown:
        raise NoSuchComponent(f"No component of the page has the id {unknown[0]!r}.")
    return found


@transaction.atomic
def release_components(*, notice: Notice, by_name: str, at: datetime) -> list[Change]:
    """The trouble is over: what this notice affected works again, unless another says not."""
    over = {
        one.component.public_id: str(ComponentStatus.OPERATIONAL)
        for one in notice.affected.select_related("component")
        if one.component.visible and one.status != ComponentStatus.OPERATIONAL
    }
    return settle_components(notice=notice, statuses=over, by_name=by_name, at=at)


def moves(notice: Notice, component: Component) -> bool:
    """Whether what the notice says changes the component: what an audience is told changes
    nothing that everybody sees."""
    return not notice.audiences.exists() or component.audiences.exists()


def worst_said(component: Component, *, otherwise: str) -> str:
    """The worst any open notice that moves the component says of it now."""
    link = loudest(component)
    return max([otherwise, *([link.status] if link else [])], key=RANK.__getitem__)


def loudest(component: Component) -> NoticeComponent | None:
    """What says the worst of the component now."""
    speaking = Notice.objects.speaking()
    if not component.audiences.exists():
        speaking = speaking.public()
    said = NoticeComponent.objects.filter(component=component, notice__in=speaking)
    links = said.select_related("notice").order_by("pk")
    return max(links, key=lambda one: RANK[one.status], default=None)


def say_of(notice: Notice, component: Component, status: ComponentStatus) -> str:
    """Note it on the notice; what it said before, or nothing."""
    link, created = NoticeComponent.objects.get_or_create(
        notice=notice, component=component, defaults={"status": status, "worst": status}
    )
    before = "" if created else link.status
    link.status = status
    link.worst = max(link.worst, status, key=lambda one: RANK[str(one)])
    link.save(update_fields=["status", "worst"])
    return before
