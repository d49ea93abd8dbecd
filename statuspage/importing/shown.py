"""The page, its groups and its components."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.touch_page import touch_page
from statuspage.importing.reading import Export, ExportedComponent, ExportedPage
from statuspage.models import Component, ComponentGroup, ComponentStatus, Page
from statuspage.models.page import known_time_zone, new_public_id

BY = "Imported from Statuspage"
_OURS = re.compile(r"[a-z0-9]{12}")


def kept_id(theirs: str) -> str:
    """Their id where it fits, so that links keep working; else one of ours."""
    return theirs if _OURS.fullmatch(theirs) else new_public_id()


@dataclass
class Tally:
    """What was made, what was there already, and what is said about the rest."""

    made: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def count(self, what: str, *, made: bool) -> None:
        counted = self.made if made else self.known
        counted[what] = counted.get(what, 0) + 1


def import_page(exported: ExportedPage, tally: Tally, *, at: datetime) -> None:
    page = Page.objects.the_page()
    before = (page.public_id, page.name, page.time_zone, page.support_url, page.description)
    page.public_id = kept_id(exported.id) if _OURS.fullmatch(exported.id) else page.public_id
    page.name = exported.name
    page.support_url = exported.support_url or page.support_url
    page.description = (exported.page_description or page.description)[:240]
    if exported.time_zone:
        try:
            known_time_zone(exported.time_zone)
        except ValueError:
            tally.notes.append(f"The page keeps {page.time_zone}: {exported.time_zone} is unknown.")
        else:
            page.time_zone = exported.time_zone
    after = (page.public_id, page.name, page.time_zone, page.support_url, page.description)
    tally.count("page", made=after != before)
    if after != before:
        page.full_clean(exclude=["only"])
        page.save()
        touch_page(at=at)


def import_components(export: Export, tally: Tally, *, at: datetime) -> dict[str, Component]:
    """The components by the ids they have at Statuspage."""
    groups = _groups(export, tally)
    found = {}
    for exported in export.components:
        if not exported.group:
            found[exported.id] = _component(exported, groups, tally, at=at)
    return found


def _groups(export: Export, tally: Tally) -> dict[str, ComponentGroup]:
    containers = {one.id: one for one in export.components if one.group}
    wanted = {
        **{one.id: (one.name, one.position) for one in containers.values()},
        **{one.id: (one.name, one.position) for one in export.groups},
    }
    found: dict[str, ComponentGroup] = {}
    for theirs, (name, position) in wanted.items():
        group = ComponentGroup.objects.filter(public_id=theirs).first()
        group = group or ComponentGroup.objects.filter(name=name).first()
        tally.count("group", made=group is None)
        if group is None:
            group = ComponentGroup.objects.create(
                public_id=kept_id(theirs), name=name, position=position
            )
        found[theirs] = group
    return found


def _component(
    exported: ExportedComponent, groups: dict[str, ComponentGroup], tally: Tally, *, at: datetime
) -> Component:
    group = groups.get(exported.group_id or "")
    if exported.group_id and group is None:
        tally.notes.append(f"{exported.name} stands alone: its group is not in the export.")
    known = Component.objects.filter(public_id=exported.id).first()
    known = known or Component.objects.filter(group=group, name=exported.name).first()
    tally.count("component", made=known is None)
    if known is not None:
        return known
    component = Component.objects.create(
        public_id=kept_id(exported.id),
        name=exported.name,
        description=(exported.description or "")[:240],
        group=group,
        position=exported.position,
        start_date=exported.start_date or exported.created_at.date(),
        showcase=exported.showcase,
        only_show_if_degraded=exported.only_show_if_degraded,
    )
    Component.objects.filter(pk=component.pk).update(created_at=exported.created_at)
    touch_page(at=at)
    return component


def settle_statuses(
    export: Export, components: dict[str, Component], *, fresh: set[int], at: datetime
) -> None:
    """A component that is in trouble without an incident is so since it last changed."""
    for exported in export.components:
        component = components.get(exported.id)
        if component is None or component.pk not in fresh:
            continue
        if exported.status == ComponentStatus.UNDER_MAINTENANCE:
            continue
        component.refresh_from_db()
        if component.status == ComponentStatus.OPERATIONAL != exported.status:
            since = min(exported.updated_at or at, at)
            set_component_status(
                component=component, status=exported.status, by_name=BY, at=since, source="import"
            )
