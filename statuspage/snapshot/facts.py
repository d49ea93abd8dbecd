"""Everything public, read once. This is the public read path: no page, API or mail of the
public face reads rows any other way."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from portal.people.models import User
from statuspage import uptime
from statuspage.models import (
    Announcement,
    Component,
    Notice,
    NoticeComponent,
    NoticeStatus,
    NoticeUpdate,
    Page,
)
from statuspage.sentences import Sentence, notices_sentence, page_sentence
from statuspage.snapshot.circle import Circle, circle_of, everybody
from statuspage.snapshot.recorded import changes_of, corrections_of, covered_since

BAR_DAYS = 90
YEAR_DAYS = 366
API_NOTICES = 50
SOON = timedelta(days=7)


@dataclass(frozen=True)
class ComponentFacts:
    """A component, its last 90 days, and what a year of them is made from: its changes as
    (at, new status) and what was corrected."""

    row: Component
    days: list[uptime.Day] = field(default_factory=list)
    percentage: float | None = None
    changes: list[tuple[datetime, str]] = field(default_factory=list)
    corrections: list[uptime.Span] = field(default_factory=list)

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
    def is_planned(self) -> bool:
        return self.row.status == NoticeStatus.SCHEDULED

    @cached_property
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
    said_in: str = ""
    for_members: bool = False

    @property
    def own_language(self) -> str:
        return str(self.page.languages[0])

    @property
    def language(self) -> str:
        """What the page's frame is said in."""
        return self.said_in or self.own_language

    @property
    def root(self) -> str:
        """Before every address of a page in this edition."""
        if self.for_members:
            return "/members"
        return "" if self.language == self.own_language else f"/{self.language}"

    def in_language(self, language: str) -> "SiteFacts":
        return replace(self, said_in=language)

    @property
    def under_way(self) -> list[NoticeFacts]:
        return [one for one in self.maintenances if one.is_open and not one.is_planned]

    @property
    def planned(self) -> list[NoticeFacts]:
        """Maintenance to come, the next first."""
        found = [one for one in self.maintenances if one.is_planned]
        return sorted(found, key=lambda one: one.row.scheduled_for or self.at)

    @property
    def soon(self) -> list[NoticeFacts]:
        """Maintenance of the next seven days."""
        within = self.at + SOON
        return [one for one in self.planned if (one.row.scheduled_for or self.at) <= within]

    @property
    def everything(self) -> list[NoticeFacts]:
        return [*self.notices, *self.maintenances]

    @property
    def unresolved(self) -> list[NoticeFacts]:
        return [notice for notice in self.notices if notice.is_open]


def site_zone(page: Page) -> ZoneInfo:
    """The zone whose days and clock the page shows."""
    return ZoneInfo(page.time_zone)


def gather(page: Page, *, at: datetime, reader: User | None = None) -> SiteFacts:
    """What everybody may know, or this person signed in."""
    circle = circle_of(reader) if reader else everybody()
    zone = site_zone(page)
    components = _components(circle, zone, at=at)
    said = _notices(circle)
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
        announcements=list(circle.announcements.shown(at=at).newest_first()),
        for_members=reader is not None,
    )


def with_updates(
    notices: Iterable[NoticeFacts], *, may_name: Collection[str] | None = None
) -> None:
    """Read the updates of these notices, by one query; they name only the components whose
    public ids are given, or everybody's."""
    wanting = {one.row.pk: one for one in notices if not one.updates}
    if not wanting:
        return
    updates = NoticeUpdate.objects.filter(notice__in=wanting).order_by("-display_at", "-pk")
    if may_name is None:
        may_name = set(Component.objects.public().values_list("public_id", flat=True))
    for update in updates:
        update.components = [one for one in update.components if one["code"] in may_name]
        wanting[update.notice_id].updates.append(update)


def _components(circle: Circle, zone: ZoneInfo, *, at: datetime) -> list[ComponentFacts]:
    rows = list(circle.components.in_order())
    today = at.astimezone(zone).date()
    within = uptime.calendar(today, BAR_DAYS, zone)
    begins = within[0][1]
    a_year = uptime.midnight(today - timedelta(days=YEAR_DAYS), zone)
    changes = changes_of(rows, since=a_year, until=at)
    corrections = corrections_of(rows, since=a_year)
    facts = []
    for row in rows:
        covered_from = max(covered_since(row, zone), begins)
        corrected = corrections.get(row.pk, [])
        history = uptime.history(changes[row.pk], corrected, start=begins, end=at)
        facts.append(
            ComponentFacts(
                row=row,
                days=uptime.days(
                    history, within=within, covered_from=covered_from, corrected=corrected
                ),
                percentage=uptime.percentage(history, covered_from=covered_from),
                changes=changes[row.pk],
                corrections=corrected,
            )
        )
    return facts


def _notices(circle: Circle) -> list[NoticeFacts]:
    rows = list(circle.notices.newest_first())
    affected: dict[int, list[tuple[Component, str, str]]] = {row.pk: [] for row in rows}
    links = NoticeComponent.objects.filter(
        notice__in=circle.notices, component__in=circle.components
    )
    for link in links.select_related("component__group").order_by("pk"):
        if link.notice_id in affected:
            affected[link.notice_id].append((link.component, link.status, link.worst))
    notices = [NoticeFacts(row=row, components=affected[row.pk]) for row in rows]
    incidents = [one for one in notices if not one.row.is_maintenance]
    maintenances = [one for one in notices if one.row.is_maintenance]
    running = [one for one in notices if one.is_open]
    wanting = [*incidents[:API_NOTICES], *maintenances[:API_NOTICES], *running]
    names = set(circle.components.values_list("public_id", flat=True))
    with_updates({id(one): one for one in wanting}.values(), may_name=names)
    return notices
