"""What rules would have done with the alerts that came."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from incidents.alerts.course.routing import group_of, level_with_reason, rule_for, service_of
from incidents.alerts.models import Alert, Integration, Rule
from incidents.catalog.models import Service, Severity
from incidents.oncall.models import EscalationPolicy
from incidents.oncall.paging.ladders import ladder_of, paged_at_once
from portal.people.models import User

LAST = 200
OURS = ("alone:", "service:")


@dataclass(frozen=True)
class Rehearsed:
    alert: Alert
    rule: Rule | None
    service: Service | None
    level: int


@dataclass
class Rehearsal:
    """Of the newest alerts: those that would open or join an incident, how many incidents
    that makes, and how many pages at once."""

    rows: list[Rehearsed] = field(default_factory=list)
    incidents: int = 0
    pages: int = 0
    is_of_one: bool = False
    fits: int = 0
    taken: int = 0
    before: Counter[str] = field(default_factory=Counter)

    @property
    def about_it(self) -> str:
        """Of the one rule that is tried: what it takes, and what others take before it."""
        if not self.rows or not self.is_of_one:
            return ""
        if not self.fits:
            return f"No alert of the last {len(self.rows)} has these labels."
        takes = f"This rule takes {self.taken} of the {_counted(self.fits, 'alert')} that fit it."
        if not self.before:
            return takes
        others = ", ".join(f"“{name}” takes {many}" for name, many in self.before.most_common(3))
        return f"{takes} Before it, {others}: move this one up if that is not meant."

    @property
    def leading(self) -> list[Rehearsed]:
        return [one for one in self.rows if one.rule is not None and one.rule.opens_incident]

    @property
    def sentence(self) -> str:
        if not self.rows:
            return "No alert came yet: there is nothing to try these rules on."
        leading, many = len(self.leading), len(self.rows)
        if not leading:
            return f"None of the last {many} alerts would open an incident."
        return (
            f"Of the last {many} alerts {leading} would open or join "
            f"{_counted(self.incidents, 'incident')}: {_counted(self.pages, 'page')} at once. "
            f"{many - leading} would wait."
        )


def rehearse(
    integration: Integration,
    rules: Sequence[Rule],
    *,
    viewer: User,
    at: datetime,
    tried: Rule | None = None,
) -> Rehearsal:
    """The rules, in this turn, on the last alerts the viewer may see, each taken as if nothing
    was open before; with what the one of them that is `tried` comes to."""
    newest = integration.alerts.visible_to(viewer).newest_first()[:LAST]
    found = Rehearsal(is_of_one=tried is not None)
    first: dict[str, Rehearsed] = {}
    for alert in reversed(newest):
        rule = rule_for(rules, alert.labels)
        service = service_of(rule, integration)
        level, _ = level_with_reason(rule, alert.labels)
        one = Rehearsed(alert, rule, service, level)
        found.rows.insert(0, one)
        if tried is not None and tried.fits(alert.labels):
            found.fits += 1
            found.taken += rule is tried
            if rule is not None and rule is not tried:
                found.before[rule.wording] += 1
        if rule is not None and rule.opens_incident:
            first.setdefault(_where(one), one)
    found.incidents = len(first)
    found.pages = _pages(first.values(), at=at)
    return found


def _where(tried: Rehearsed) -> str:
    """Alerts of one service join one incident; without a service, those of one group."""
    if tried.service is not None:
        return f"service {tried.service.pk}"
    alert = tried.alert
    said = "" if alert.group_key.startswith(OURS) else alert.group_key
    return group_of(said, tried.rule, None, alert.fingerprint, alert.labels)


def _pages(first: Iterable[Rehearsed], *, at: datetime) -> int:
    scale = {one.level: one.policy() for one in Severity.objects.all()}
    known: dict[tuple[int, Service | None, EscalationPolicy | None], int] = {}
    many = 0
    for one in first:
        policy = one.rule.policy if one.rule else None
        asked = (one.level, one.service, policy)
        if asked not in known:
            services = [one.service] if one.service else []
            _, ladder = ladder_of(scale[one.level], services, policy=policy, at=at)
            commanders, others = paged_at_once(ladder)
            known[asked] = len({*commanders, *others})
        many += known[asked]
    return many


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
