"""An account's export: a folder of JSON files in the shapes of Statuspage's API."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from statuspage.models import ComponentStatus, Impact, NoticeStatus

_MOST_FAULTS = 5


class Unusable(ValueError):
    """The export cannot be taken in as it is: the file, the field, and what is wrong."""


def _whole(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds a character that cannot be stored")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[datetime, AfterValidator(_whole)]


class Exported(BaseModel):
    """Fields we have no use for are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ExportedPage(Exported):
    id: Text
    name: Annotated[Text, Field(max_length=80)]
    time_zone: Text | None = None
    support_url: Text | None = None
    page_description: Text | None = None


class ExportedComponent(Exported):
    id: Text
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    description: Text | None = None
    status: ComponentStatus = ComponentStatus.OPERATIONAL
    group: bool | None = False
    group_id: Text | None = None
    position: Annotated[int, Field(ge=0, le=32_767)] = 1
    showcase: bool = True
    only_show_if_degraded: bool = False
    start_date: date | None = None
    created_at: Moment
    updated_at: Moment | None = None


class ExportedGroup(Exported):
    id: Text
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    components: list[Text] = []
    position: Annotated[int, Field(ge=0, le=32_767)] = 1


class ExportedChange(Exported):
    code: Text | None = None
    new_status: ComponentStatus | None = None


class ExportedUpdate(Exported):
    id: Text
    status: NoticeStatus
    body: Text | None = None
    created_at: Moment
    display_at: Moment | None = None
    affected_components: list[ExportedChange] | None = None

    @property
    def at(self) -> datetime:
        return self.display_at or self.created_at


class ExportedNotice(Exported):
    id: Text
    name: Annotated[Text, Field(min_length=1)]
    status: NoticeStatus
    impact: Impact = Impact.NONE
    impact_override: Impact | None = None
    created_at: Moment
    started_at: Moment | None = None
    scheduled_for: Moment | None = None
    scheduled_until: Moment | None = None
    scheduled_remind_prior: bool | None = None
    scheduled_auto_in_progress: bool | None = None
    scheduled_auto_completed: bool | None = None
    postmortem_body: Text | None = None
    postmortem_published_at: Moment | bool | None = None
    incident_updates: Annotated[list[ExportedUpdate], Field(min_length=1)]
    components: list[ExportedComponent] = []

    @property
    def said(self) -> list[ExportedUpdate]:
        """In order of time."""
        return sorted(self.incident_updates, key=lambda one: (one.at, one.created_at))


class ExportedSubscriber(Exported):
    id: Text | None = None
    mode: Literal["email", "sms", "slack", "teams", "webhook", "integration_partner"]
    email: Text | None = None
    endpoint: Text | None = None
    state: Literal["active", "unconfirmed", "quarantined"] | None = None
    components: list[Text] | None = None
    created_at: Moment
    quarantined_at: Moment | None = None
    purge_at: Moment | None = None


class ExportedTemplate(Exported):
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    title: Annotated[Text, Field(min_length=1, max_length=200)]
    body: Text
    update_status: NoticeStatus | None = None
    should_send_notifications: bool = True
    components: list[ExportedComponent] = []


@dataclass(frozen=True)
class Export:
    page: ExportedPage | None = None
    groups: list[ExportedGroup] = field(default_factory=list)
    components: list[ExportedComponent] = field(default_factory=list)
    notices: list[ExportedNotice] = field(default_factory=list)
    subscribers: list[ExportedSubscriber] = field(default_factory=list)
    templates: list[ExportedTemplate] = field(default_factory=list)


# What each file may be called, and the key a list may stand under.
FILES = {
    "pages": ("pages.json", "page.json"),
    "component_groups": ("component-groups.json", "component_groups.json"),
    "components": ("components.json",),
    "incidents": ("incidents.json",),
    "scheduled_maintenances": ("scheduled-maintenances.json",),
    "subscribers": ("subscribers.json",),
    "incident_templates": ("incident_templates.json", "incident-templates.json"),
}
Row = TypeVar("Row", bound=Exported)


def read_export(folder: Path) -> Export:
    """Raises Unusable with all that is wrong with the first file that is."""
    if not any((folder / name).is_file() for names in FILES.values() for name in names):
        known = ", ".join(names[0] for names in FILES.values())
        raise Unusable(f"{folder} holds none of: {known}.")
    pages = _rows(folder, "pages", ExportedPage)
    if len(pages) > 1:
        raise Unusable("pages.json: there is one page here. Leave in the file the one to import.")
    incidents = _rows(folder, "incidents", ExportedNotice)
    planned = _rows(folder, "scheduled_maintenances", ExportedNotice)
    notices = {one.id: one for one in [*incidents, *planned]}
    return Export(
        page=pages[0] if pages else None,
        groups=_rows(folder, "component_groups", ExportedGroup),
        components=_rows(folder, "components", ExportedComponent),
        notices=sorted(notices.values(), key=lambda one: one.created_at),
        subscribers=_rows(folder, "subscribers", ExportedSubscriber),
        templates=_rows(folder, "incident_templates", ExportedTemplate),
    )


def _rows(folder: Path, key: str, kind: type[Row]) -> list[Row]:
    for name in FILES[key]:
        if (folder / name).is_file():
            try:
                return TypeAdapter(list[kind]).validate_python(_list(folder / name, key))  # type: ignore[valid-type]
            except ValidationError as error:
                raise Unusable("\n".join(_faults(name, error))) from None
    return []


def _list(file: Path, key: str) -> list[Any]:
    """A list; or, as the public API has it, an object that holds one; or one page alone."""
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{file.name}: this is no JSON: {error}") from None
    if isinstance(found, dict):
        found = found.get(key, found.get("page", found) if key == "pages" else None)
    if key == "pages" and isinstance(found, dict):
        found = [found]
    if not isinstance(found, list):
        raise Unusable(f"{file.name}: this is no list of {key.replace('_', ' ')}.")
    return found


def _faults(name: str, error: ValidationError) -> Iterator[str]:
    """ "incidents.json: entry 3, incident_updates.0.status: …" """
    faults = error.errors()
    for one in faults[:_MOST_FAULTS]:
        number, *inside = one["loc"] or ("?",)
        place = ".".join(str(part) for part in inside)
        yield f"{name}: entry {number}, {place}: {one['msg']}"
    if len(faults) > _MOST_FAULTS:
        yield f"{name}: and {len(faults) - _MOST_FAULTS} more."
