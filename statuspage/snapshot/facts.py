"""Everything public, read once, as frozen values. This is the public read path."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from statuspage import uptime
from statuspage.models import Component, Notice, NoticeUpdate, Page, StatusChange
from statuspage.sentences import Sentence, page_sentence

BAR_DAYS = 90


@dataclass(frozen=True)
class ComponentFacts:
    row: Component
    status: str
    word: str
    days: list[uptime.Day] = field(default_factory=list)
    percentage: float | None = None


@dataclass(frozen=True)
class NoticeFacts:
    row: Notice
    updates: list[NoticeUpdate]
    components: list[tuple[Component, str, str]]

    @property
    def public_id(self) -> str:
        return self.row.public_id


@dataclass(frozen=True)
class SiteFacts:
    page: Page
    zone: ZoneInfo
    at: datetime
    components: list[ComponentFacts]
    notices: list[NoticeFacts]
    sentence: Sentence

    @property
    def unresolved(self) -> list[NoticeFacts]:
        return [notice for notice in self.notices if not notice.row.has_ended]


def site_zone(page: Page) -> ZoneInfo:
    """The zone whose days and clock the page shows."""
    return ZoneInfo(page.time_zone)


def gather(page: Page, *, at: datetime) -> SiteFacts:
    zone = site_zone(page)
    components = _components(zone, at=at)
    return SiteFacts(
        page=page,
        zone=zone,
        at=at,
        components=components,
        notices=_notices(),
        sentence=page_sentence([one.status for one in components]),
    )


def _components(zone: ZoneInfo, *, at: datetime) -> list[ComponentFacts]:
    rows = list(Component.objects.public().in_order())
    today = at.astimezone(zone).date()
    first = today - timedelta(days=BAR_DAYS - 1)
    begins = datetime(first.year, first.month, first.day, tzinfo=zone)
    changes: dict[int, list[tuple[datetime, str, str]]] = {row.pk: [] for row in rows}
    for change in StatusChange.objects.filter(component__in=rows).order_by("at", "pk"):
        changes[change.component_id].append((change.at, change.old_status, change.new_status))
    facts = []
    for row in rows:
        covered_from = _covered_from(row, begins)
        history = uptime.spans(changes[row.pk], current=row.status, start=begins, end=at)
        facts.append(
            ComponentFacts(
                row=row,
                status=row.status,
                word=row.get_status_display(),
                days=uptime.days(
                    history, last=today, count=BAR_DAYS, zone=zone, covered_from=covered_from
                ),
                percentage=uptime.percentage(history, covered_from=covered_from),
            )
        )
    return facts


def _covered_from(row: Component, begins: datetime) -> datetime:
    started = row.created_at
    if row.start_date is not None:
        started = datetime(
            row.start_date.year, row.start_date.month, row.start_date.day, tzinfo=UTC
        )
    return max(started, begins)


def _notices() -> list[NoticeFacts]:
    rows: Iterable[Notice] = (
        Notice.objects.public()
        .newest_first()
        .prefetch_related("updates", "affected__component__group")
    )
    return [
        NoticeFacts(
            row=row,
            updates=sorted(
                row.updates.all(), key=lambda one: (one.display_at, one.pk), reverse=True
            ),
            components=[
                (link.component, str(link.status), str(link.worst))
                for link in row.affected.all()
                if link.component.visible
            ],
        )
        for row in rows
    ]
