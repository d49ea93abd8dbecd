"""Everything public, read once. This is the public read path: no page, API or mail of the
public face reads rows any other way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from statuspage import uptime
from statuspage.models import (
    Announcement,
    Component,
    Notice,
    NoticeComponent,
    NoticeUpdate,
    Page,
    StatusChange,
)
from statuspage.sentences import Sentence, notices_sentence, page_sentence

BAR_DAYS = 90
API_NOTICES = 50


@dataclass(frozen=True)
class ComponentFacts:
    row: Component
    days: list[uptime.Day] = field(default_factory=list)
    percentage: float | None = None

    @property
    def status(self) -> str:
        return self.row.status


@dataclass(frozen=True)
class NoticeFacts:
    """A notice, what it affects as (component, now, worst), and its updates, newest first;
    the updates are there for open and recent ones and for those `SiteFacts.with_updates`."""

    row: Notice
    components: list[tuple[Component, str, str]]
    updates: list[NoticeUpdate] = field(default_factory=list)

    @property
    def public_id(self) -> str:
        return self.row.public_id

    @property
    def is_open(self) -> bool:
        return not self.row.has_ended

    @property
    def source(self) -> str:
        """Changes whenever the page of an ended notice must be made anew."""
        columns = [str(getattr(self.row, one.attname)) for one in Notice._meta.concrete_fields]
        named = [f"{one.public_id}|{one}|{now}|{worst}" for one, now, worst in self.components]
        return "\n".join([*columns, *named])


@dataclass(frozen=True)
class SiteFacts:
    """What one edition of the page is made from: `notices` are incidents, `maintenances` the
    planned work, each newest first; `announcements` are those shown at this moment."""

    page: Page
    zone: ZoneInfo
    at: datetime
    components: list[ComponentFacts]
    notices: list[NoticeFacts]
    sentence: Sentence
    maintenances: list[NoticeFacts] = field(default_factory=list)
    announcements: list[Announcement] = field(default_factory=list)

    @property
    def everything(self) -> list[NoticeFacts]:
        return [*self.notices, *self.maintenances]

    @property
    def unresolved(self) -> list[NoticeFacts]:
        return [notice for notice in self.notices if notice.is_open]


def site_zone(page: Page) -> ZoneInfo:
    """The zone whose days and clock the page shows."""
    return ZoneInfo(page.time_zone)


def gather(page: Page, *, at: datetime) -> SiteFacts:
    zone = site_zone(page)
    components = _components(zone, at=at)
    said = _notices()
    notices = [one for one in said if not one.row.is_maintenance]
    sentence = page_sentence([one.status for one in components])
    if not components:
        sentence = notices_sentence([one.row.shown_impact for one in notices if one.is_open])
    return SiteFacts(
        page=page,
        zone=zone,
        at=at,
        components=components,
        notices=notices,
        sentence=sentence,
        maintenances=[one for one in said if one.row.is_maintenance],
        announcements=list(Announcement.objects.public().shown(at=at).newest_first()),
    )


def with_updates(notices: Iterable[NoticeFacts]) -> None:
    """Read the updates of these notices, by one query."""
    wanting = {one.row.pk: one for one in notices if not one.updates}
    updates = NoticeUpdate.objects.filter(notice__in=wanting).order_by("-display_at", "-pk")
    public = set(Component.objects.public().values_list("public_id", flat=True))
    for update in updates:
        update.components = [one for one in update.components if one["code"] in public]
        wanting[update.notice_id].updates.append(update)


def _components(zone: ZoneInfo, *, at: datetime) -> list[ComponentFacts]:
    rows = list(Component.objects.public().in_order())
    today = at.astimezone(zone).date()
    within = uptime.calendar(today, BAR_DAYS, zone)
    begins = within[0][1]
    changes = _changes(rows, since=begins, until=at)
    facts = []
    for row in rows:
        covered_from = _covered_from(row, begins, zone)
        history = uptime.spans(changes[row.pk], start=begins, end=at)
        facts.append(
            ComponentFacts(
                row=row,
                days=uptime.days(history, within=within, covered_from=covered_from),
                percentage=uptime.percentage(history, covered_from=covered_from),
            )
        )
    return facts


def _changes(
    rows: list[Component], *, since: datetime, until: datetime
) -> dict[int, list[tuple[datetime, str]]]:
    """What each component became and when, in order; the one before `since` leads."""
    found: dict[int, list[tuple[datetime, str]]] = {row.pk: [] for row in rows}
    counting = StatusChange.objects.counting().filter(component__in=found, at__lte=until)
    before = (
        counting.filter(at__lt=since)
        .order_by("component_id", "-at", "-pk")
        .distinct("component_id")
    )
    for changes in (before, counting.filter(at__gte=since).in_time()):
        for pk, at, status in changes.values_list("component_id", "at", "new_status"):
            found[pk].append((at, status))
    return found


def _covered_from(row: Component, begins: datetime, zone: ZoneInfo) -> datetime:
    started = row.created_at
    if row.start_date is not None:
        started = uptime.midnight(row.start_date, zone)
    return max(started, begins)


def _notices() -> list[NoticeFacts]:
    rows = list(Notice.objects.public().newest_first())
    affected: dict[int, list[tuple[Component, str, str]]] = {row.pk: [] for row in rows}
    links = NoticeComponent.objects.filter(
        notice__in=Notice.objects.public(), component__in=Component.objects.public()
    )
    for link in links.select_related("component__group").order_by("pk"):
        if link.notice_id in affected:
            affected[link.notice_id].append((link.component, link.status, link.worst))
    notices = [NoticeFacts(row=row, components=affected[row.pk]) for row in rows]
    incidents = [one for one in notices if not one.row.is_maintenance]
    maintenances = [one for one in notices if one.row.is_maintenance]
    running = [one for one in notices if one.is_open]
    wanting = [*incidents[:API_NOTICES], *maintenances[:API_NOTICES], *running]
    with_updates({id(one): one for one in wanting}.values())
    return notices
