"""The rows an address names; whatever is not public is not there."""

import re

from statuspage.manage_api.refusals import NotThere, unusable
from statuspage.models import Component, ComponentGroup, Notice, Page
from statuspage.models.component import ComponentQuerySet

_ID = re.compile(r"[a-z0-9]{1,12}")


def the_page(page_id: str) -> Page:
    page = Page.objects.the_page()
    if page.public_id != page_id:
        raise NotThere("page")
    return page


def the_component(page_id: str, component_id: str) -> Component:
    the_page(page_id)
    found = _shown().filter(public_id=checked(component_id, "component")).first()
    if found is None:
        raise NotThere("component")
    return found


def the_group(page_id: str, group_id: str) -> ComponentGroup:
    the_page(page_id)
    found = ComponentGroup.objects.filter(public_id=checked(group_id, "component group")).first()
    if found is None:
        raise NotThere("component group")
    return found


def the_notice(page_id: str, notice_id: str) -> Notice:
    the_page(page_id)
    found = Notice.objects.public().filter(public_id=checked(notice_id, "incident")).first()
    if found is None:
        raise NotThere("incident")
    return found


def components_named(ids: list[str]) -> list[Component]:
    """In the order they are named in."""
    found = {one.public_id: one for one in _shown().filter(public_id__in=ids)}
    unknown = [one for one in ids if one not in found]
    if unknown:
        raise unusable(f"There is no component {unknown[0]}.")
    return [found[one] for one in dict.fromkeys(ids)]


def checked(identifier: str, what: str) -> str:
    if not _ID.fullmatch(identifier):
        raise NotThere(what)
    return identifier


def _shown() -> ComponentQuerySet:
    return Component.objects.public().select_related("group")
