"""How an incident stands: what the rules of the next step look at."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from incidents.catalog.models import Vendor
from incidents.catalog.models.vendor import VendorQuerySet
from incidents.command.changes import RankedChange, changes_around
from incidents.comms.models import Promise, Update, UpdateDraft
from incidents.oncall.models import (
    Escalation,
    EscalationState,
    Page,
    PageState,
    PermissionRequest,
    TeamEscalation,
)
from incidents.oncall.models.permission import PermissionRequestQuerySet
from incidents.record.models import (
    ChangeVerdict,
    Entry,
    Impact,
    Incident,
    Role,
    RoleAssignment,
    Task,
)
from incidents.record.models.entry import EntryKind
from portal.people.models import User

# Lines on how the incident is run, not on how it is mended.
_OF_THE_RUN = Q(data__has_any_keys=["level", "audience", "task"])


class Situation:
    """Each fact is asked for when a rule first wants it, and once."""

    def __init__(self, incident: Incident, *, at: datetime, viewer: User | None = None) -> None:
        self.incident, self.at, self.viewer = incident, at, viewer

    def url(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.incident.reference, *more])

    @property
    def room(self) -> str:
        return self.url("command:room")

    @property
    def age(self) -> timedelta:
        """Since it was declared."""
        return self.at - self.incident.declared_at

    @cached_property
    def promise(self) -> Promise | None:
        """The one that is due first; `told` is the number of the newest update, `drafted_by`
        and `drafter` the colleague who has begun the next."""
        newest = Update.objects.filter(incident=OuterRef("incident")).newest_first()
        found = Promise.objects.unsettled().for_incident(self.incident)
        begun = UpdateDraft.objects.of(self.incident).exclude(person=self.viewer)
        told = found.annotate(
            told=Subquery(newest.values("number")[:1]),
            drafted_by=Subquery(begun.values("person")[:1]),
            drafter=Subquery(begun.values("person__name")[:1]),
        )
        return told.select_related("audience").soonest_first().first()

    @cached_property
    def holders(self) -> dict[str, RoleAssignment]:
        held = self.incident.role_assignments.live().select_related("person")
        return {one.role: one for one in held}

    @property
    def commander(self) -> RoleAssignment | None:
        return self.holders.get(Role.COMMANDER)

    @cached_property
    def vacant(self) -> list[Role]:
        """Roles that policy requires and nobody holds, the commander's apart."""
        required = self.incident.rules.required_roles
        return [Role(one) for one in required if one not in self.holders and one != Role.COMMANDER]

    @cached_property
    def _known(self) -> dict[str, Any]:
        """What there is at all, by one query."""
        mine = {"incident": OuterRef("pk")}
        by_people = Entry.objects.filter(**mine, by__isnull=False)
        mended = by_people.of_kind(EntryKind.DECISION, EntryKind.ACTION).exclude(_OF_THE_RUN)
        in_vain = Escalation.objects.filter(
            **mine, state=EscalationState.EXHAUSTED, pages__isnull=False
        )
        found = (
            Incident.objects.filter(pk=self.incident.pk)
            .values(
                has_impact=Exists(Impact.objects.filter(**mine)),
                in_vain=Exists(in_vain),
                has_page=Exists(Page.objects.waiting().filter(**mine)),
                has_answer=Exists(Page.objects.filter(**mine, state=PageState.ACKNOWLEDGED)),
                is_mended=Exists(mended),
                is_acted_on=Exists(mended.of_kind(EntryKind.ACTION)),
                is_judged=Exists(ChangeVerdict.objects.filter(**mine)),
                has_owed=Exists(TeamEscalation.objects.waiting().filter(**mine)),
                has_right=Exists(self._expired.filter(**mine)),
                has_vendor=Exists(self._troubled.filter(services__incidents=OuterRef("pk"))),
            )
            .get()
        )
        return cast(dict[str, Any], found)

    @property
    def newest_update(self) -> int | None:
        """Its number; None while nobody was told anything, or nobody is promised anything."""
        number: int | None = getattr(self.promise, "told", None)
        return number

    @property
    def called_in_vain(self) -> bool:
        """Everybody on the ladder was paged and nobody answered."""
        return bool(self._known["in_vain"])

    @property
    def impact_known(self) -> bool:
        return bool(self._known["has_impact"])

    @property
    def acknowledged(self) -> bool:
        """Somebody who was paged is here."""
        return bool(self._known["has_answer"])

    @property
    def mitigation_chosen(self) -> bool:
        """Somebody wrote a decision or an action."""
        return bool(self._known["is_mended"])

    @property
    def acted_on(self) -> bool:
        """Somebody wrote what they did to production."""
        return bool(self._known["is_acted_on"])

    @property
    def changes_judged(self) -> bool:
        return bool(self._known["is_judged"])

    @cached_property
    def waiting_page(self) -> Page | None:
        """The page that has waited longest for an answer."""
        if not self._known["has_page"]:
            return None
        waiting = Page.objects.waiting().filter(incident=self.incident)
        return waiting.select_related("person").in_order().first()

    @property
    def _expired(self) -> PermissionRequestQuerySet:
        return PermissionRequest.objects.filter(state="granted", expires_at__lte=self.at)

    @property
    def _troubled(self) -> VendorQuerySet:
        """Vendors who say that they are not well, or who are asked, with a workaround."""
        unwell = Q(status__indicator__in=["minor", "major", "critical"])
        asked = Exists(
            TeamEscalation.objects.waiting().filter(
                incident=self.incident.pk, vendor=OuterRef("pk")
            )
        )
        return Vendor.objects.exclude(workaround="").filter(unwell | asked)

    @cached_property
    def owed_answer(self) -> TeamEscalation | None:
        """The answer of another team or a vendor that is due first."""
        if not self._known["has_owed"]:
            return None
        waiting = TeamEscalation.objects.waiting().filter(incident=self.incident)
        return waiting.select_related("team", "vendor").soonest_first().first()

    @cached_property
    def expired_right(self) -> PermissionRequest | None:
        """A right that was given for a while that is over."""
        if not self._known["has_right"]:
            return None
        rights = self._expired.filter(incident=self.incident)
        return rights.select_related("decided_by").order_by("expires_at").first()

    @cached_property
    def slow_vendor(self) -> Vendor | None:
        """One in trouble whose agreed fix is later than the incident can wait."""
        if not self._known["has_vendor"]:
            return None
        found = self._troubled.filter(services__incidents=self.incident).distinct().named()
        for one in found.prefetch_related("agreements"):
            agreed = one.agreement_for(self.incident.level)
            if agreed is None or agreed.is_longer_than(self.incident.rules.stabilise_minutes):
                return one
        return None

    @cached_property
    def silent_task(self) -> Task | None:
        """The open task whose checkpoint passed first."""
        due = Task.objects.open().filter(incident=self.incident, checkpoint_at__lte=self.at)
        return due.select_related("assignee").soonest_first().first()

    @cached_property
    def changes(self) -> list[RankedChange]:
        return changes_around(self.incident, at=self.at)
