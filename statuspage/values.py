"""Frozen values that cross between the private record and the public page."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class ComponentValue:
    public_id: str
    name: str
    group: str
    status: str


@dataclass(frozen=True)
class NoticeWords:
    """What customers are told. `components` maps public ids to statuses; `next_update_by`
    is the promise (None promises nothing); `translations` the same texts in other languages,
    ``{"fr": {"status_text": "…"}}``."""

    status: str
    status_text: str
    impact_text: str = ""
    action_text: str = ""
    components: dict[str, str] = field(default_factory=dict)
    next_update_by: datetime | None = None
    reduced: bool = False
    automatic: bool = False
    tell: bool = True
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class NoticeValue:
    public_id: str
    url: str
    status: str
    next_update_by: datetime | None


@dataclass(frozen=True)
class Led:
    """A room that a notice is led from: its name for people of the company, and the address
    where its next update is written."""

    name: str
    url: str
