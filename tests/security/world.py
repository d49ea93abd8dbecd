"""One of everything, so that each address names something that is there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.actions.suppress_alerts import suppress_alerts
from incidents.alerts.models import Alert, AlertPolicy, InboxItem, Integration, Rule, Subscription
from incidents.alerts.models import Suppression as AlertSuppression
from incidents.catalog.models import DiagnosticGuide, Guidance, GuideStep, Service, Severity, Vendor
from incidents.command.actions.invite_advisor import invite_advisor
from incidents.command.models import Adapter, Counterpart, Errand
from incidents.comms.actions.issue_briefing import issue_briefing
from incidents.comms.models import (
    Audience,
    BriefingLink,
    Cadence,
    ScheduledUpdate,
    UpdateDraft,
    UpdateTemplate,
    digest,
)
from incidents.learning.actions.submit_postmortem import submit_postmortem
from incidents.learning.models import CorrectiveAction
from incidents.mitigation.actions.plan_checks import plan_checks
from incidents.mitigation.models import Check, CheckTemplate
from incidents.oncall.actions.ask_swap import ask_swap, swap_token
from incidents.oncall.actions.issue_feed import issue_feed
from incidents.oncall.actions.leave_note import leave_note
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.actions.record_absence import record_absence
from incidents.oncall.models import (
    Absence,
    AskingGuide,
    CalendarFeed,
    Contacted,
    Layer,
    Override,
    Page,
    PermissionRequest,
    Rotation,
    Swap,
    TeamDesk,
)
from incidents.oncall.paging import links as page_links
from incidents.oncall.requests import links as request_links
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.judge_change import judge_change
from incidents.record.actions.pin_link import pin_link
from incidents.record.actions.record_change import record_change
from incidents.record.models import (
    Advisor,
    Attachment,
    Change,
    Incident,
    IncidentLink,
    PinnedLink,
    RoleAssignment,
)
from incidents.record.uploads import examined
from portal.people.actions.issue_token import issue_token
from portal.people.models import User
from portal.post.models import (
    Delivery,
    DeliveryState,
    Message,
    PausedDomain,
    Provider,
    Suppression,
)
from statuspage import links
from statuspage.actions.announce import announce
from statuspage.actions.correct_uptime import correct_uptime
from statuspage.actions.edit_update import edit_update
from statuspage.actions.repeat_maintenance import repeat_maintenance
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.models import (
    Announcement,
    Component,
    ComponentGroup,
    Notice,
    NoticeTemplate,
    NoticeUpdate,
    Subscriber,
    UptimeCorrection,
    Wish,
)
from statuspage.models import Audience as StatusAudience
from statuspage.models import Page as StatusPage
from tests import (
    make_alerts,
    make_comms,
    make_hypotheses,
    make_learning,
    make_oncall,
    make_requests,
    make_statuspage,
    make_tasks,
    make_together,
    make_vendors,
)
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_post import make_message
from tests.make_record import NOON, make_service
from tests.security.addresses import holes
from tests.security.matrix import MODELS

HOUR = timedelta(hours=1)
# The secret of the newest briefing link.
BRIEFED = "b" * 43
# The secret of the newest calendar.
FOLLOWED = "f" * 43


@dataclass
class World:
    """What addresses are filled with."""

    incident: Incident
    person: User
    service: Service
    vendor: Vendor
    step: GuideStep
    message: Message
    delivery: Delivery
    page: Page
    action: CorrectiveAction
    subscriber: Subscriber
    notice: Notice
    addresses: dict[str, str] = field(default_factory=dict)

    def one_of(self, label: str) -> models.Model:
        """The newest row of a model, which is the one of this world."""
        special = {"catalog.severity": Severity.objects.get(level=1), "people.user": self.person}
        found = special.get(label) or apps.get_model(label)._default_manager.order_by("-pk").first()
        assert found is not None, f"the world has no {label}"
        return found

    def address(self, route: str) -> str:
        """The address of a route in this world, looked up once."""
        if route not in self.addresses:
            self.addresses[route] = self._filled(route)
        return self.addresses[route]

    def _filled(self, route: str) -> str:
        if "<" not in route:
            return route
        values = self.holes(route)
        for label in MODELS:
            if route.startswith(f"/admin/{label.replace('.', '/')}/"):
                row = self.one_of(label)
                values["object_id"] = values["id"] = row.pk
                if "/history/<id>/" in route:
                    newest = row.history.latest("pk").pk  # type: ignore[attr-defined]
                    route = route.replace("/history/<id>/", f"/history/{newest}/")
        for name in holes(route):
            route = route.replace(f"<{name}>", str(values[name]))
        return route

    def holes(self, route: str) -> dict[str, object]:
        """What stands in the holes of an address of the portal or the page."""
        about = self.action
        return {
            "pk": self._pk_in(route),
            "reference": (about.incident if "/postmortem/" in route else self.incident).reference,
            "seq": Attachment.objects.latest("pk").entry.seq if "/attachments/" in route else 1,
            "place": 1,
            "task": 1,
            "hypothesis": 1,
            "check": 1,
            "number": 1,
            "link": IncidentLink.objects.of(self.incident).latest("pk").pk,
            "step": self.step.pk,
            "pin": PinnedLink.objects.filter(incident=self.incident).latest("pk").pk,
            "advisor": Advisor.objects.filter(incident=self.incident).latest("pk").pk,
            "briefing": max(
                BriefingLink.objects.of(self.incident).values_list("pk", flat=True), default=0
            ),
            "pin_id": PinnedLink.objects.filter(incident=self.incident).latest("pk").pk,
            "check_id": Check.objects.filter(incident=self.incident).latest("pk").pk,
            "guide": "failed-deployment",
            "change": Change.objects.latest("pk").pk,
            "slug": self.service.slug,
            "team": TeamDesk.objects.latest("pk").team.slug,
            "vendor": self.vendor.slug,
            "panel": "roles",
            "audience": "executives",
            "alert": Alert.objects.latest("pk").pk,
            "integration": _integration_in(route).pk,
            "rule_id": Rule.objects.latest("pk").pk,
            "suppression": AlertSuppression.objects.latest("pk").pk,
            "token": self._token_in(route),
            "public_id": self.notice.public_id,
            "year": self.notice.started_at.year,
            "language": "fr",
            "rest": f"incidents/{self.notice.public_id}/",
            "override_id": Override.objects.latest("pk").pk,
            "page_id": StatusPage.objects.the_page().public_id,
            "component_id": Component.objects.latest("pk").public_id,
            "group_id": ComponentGroup.objects.latest("pk").public_id,
            "incident_id": self.notice.public_id,
            "incident_update_id": self.notice.updates.latest("pk").public_id,
            "subscriber_id": self.subscriber.pk,
            "name": "api/v2/summary.json",
            "app_label": "record",
            "url": "no-such-page/",
            "provider": "postmark",
            "kind": "sms",
            "content_type_id": ContentType.objects.get_for_model(Incident).pk,
            "object_id": self.incident.pk,
            "uidb36": "1",
            "key": "set-password",
            "urgency": "urgent",
            "arrival": InboxItem.objects.latest("pk").pk,
            "subscription": Subscription.objects.latest("pk").pk,
            **desk_holes(),
        }

    def _pk_in(self, route: str) -> object:
        """The first place named in an address says whose key stands in it."""
        keys: dict[str, Callable[[], object]] = {
            "/deliveries/": lambda: self.delivery.pk,
            "/outbox/domains/": lambda: PausedDomain.objects.latest("pk").pk,
            "/outbox/": lambda: self.message.pk,
            "/updates/scheduled/": lambda: ScheduledUpdate.objects.latest("pk").pk,
            "/pages/": lambda: self.page.pk,
            "/on-call/rotations/": lambda: Rotation.objects.latest("pk").pk,
            "/on-call/layers/": lambda: Layer.objects.latest("pk").pk,
            "/on-call/overrides/": lambda: Override.objects.latest("pk").pk,
            "/on-call/absences/": lambda: Absence.objects.latest("pk").pk,
            "/on-call/swaps/": lambda: Swap.objects.latest("pk").pk,
            "/on-call/feeds/": lambda: CalendarFeed.objects.latest("pk").pk,
            "/portal/briefings/": lambda: BriefingLink.objects.latest("pk").pk,
            "/portal/adapters/": lambda: Adapter.objects.latest("pk").pk,
            "/access/advisors/": lambda: Advisor.objects.latest("pk").pk,
            "/roles/<pk>/": lambda: (
                RoleAssignment.objects.filter(incident=self.incident).latest("pk").pk
            ),
            "/follow-ups/": lambda: self.action.pk,
            "/admin/record/incident/": lambda: self.incident.pk,
        }
        return next((key() for place, key in keys.items() if place in route), 1)

    def _token_in(self, route: str) -> str:
        urls: dict[str, Callable[[], str]] = {
            "/briefing/": lambda: BRIEFED,
            "/asked/": lambda: request_links.asked_url(
                Contacted.objects.filter(escalation__incident=self.incident).latest("pk")
            ),
            "/permission/": lambda: request_links.permission_url(
                PermissionRequest.objects.filter(incident=self.incident).latest("pk")
            ),
            "/on-call/feeds/": lambda: FOLLOWED,
            "/on-call/swaps/": lambda: swap_token(Swap.objects.latest("pk")),
            "/subscribe/manage/": lambda: links.manage_url(self.subscriber.pk),
            "/subscribe/": lambda: links.confirm_url(self.subscriber),
            "/unsubscribe/": lambda: links.leave_url(self.subscriber.pk),
        }
        url = next((url() for place, url in urls.items() if place in route), "")
        return url.rstrip("/").rpartition("/")[2] or page_links.page_token(self.page)


def _integration_in(route: str) -> Integration:
    """Only a free form is mapped."""
    found = Integration.objects.filter(kind="json") if "/mapping/" in route else Integration.objects
    return found.latest("pk")


def make_world(*, private: bool = False) -> World:
    """An incident with everything that hangs on one, configuration, and a status page."""
    owner, paged = make_user("Kofi Mensah", "Responder"), make_user("Ana Ruiz", "Responder")
    configure(owner)
    issue_integration(name="Our own monitoring", kind="json", by=None, at=NOON)
    integration = make_alerts.make_integration()
    make_alerts.receive(integration, make_alerts.notification(make_alerts.alert()))
    suppress_alerts(
        matches={"team": "refunds"}, reason="Known", until=NOON + HOUR, by=owner, at=NOON
    )
    Subscription.objects.create(
        integration=integration, topic="alerts", address="https://sns.example/", asked_at=NOON
    )
    return make_incident_world(owner, paged, private=private)


def make_incident_world(owner: User, paged: User, *, private: bool) -> World:
    """Two incidents with all that hangs on them: one runs, one has its postmortem. A private
    one pages no commander, who would become its member."""
    service = Service.objects.latest("pk")
    level = 2 if private else 1
    incident = declare("Checkout fails", level=level, services=[service], private=private, by=owner)
    postmortem = make_learning.write(make_learning.make_postmortem(owner=owner, private=private))
    action = make_learning.make_action(postmortem, owner=owner)
    submit_postmortem(postmortem=postmortem, reason="Enough", by=owner, at=NOON)
    page = page_person(incident=incident, person=paged, reason="Knows it", by=owner, at=NOON)
    make_comms.make_update(incident, "engineering", title="")
    file = examined("app.log", b"pool is full")
    add_entry(incident=incident, kind="evidence", body="See", files=[file], by=owner, at=NOON)
    brief(incident, owner)
    make_comms.make_support_brief(incident, by=owner)
    make_comms.make_scheduled(incident, by=owner)
    UpdateDraft.objects.create(
        incident=incident, person=owner, fields={"status": ["We look."]}, saved_at=NOON
    )
    assign_role(incident=incident, role="scribe", person=paged, by=owner, at=NOON, note="Write")
    ada = User.objects.get(name="Ada")
    invite_advisor(incident=incident, person=ada, minutes=60, by=owner, at=NOON)
    work_on(incident, owner, paged)
    make_together.belong_together(incident, postmortem.incident, by=owner)
    plan_checks(incident=incident, by=owner, at=NOON)
    furnish(incident, owner)
    Cadence.objects.create(
        incident=incident,
        audience=Audience.objects.latest("pk"),
        minutes=60,
        policy_minutes=30,
        since=NOON,
        by=owner,
        reason="Quiet",
    )
    hear_of(incident, owner)
    change_something(incident, owner)
    message = make_message("ana@example.com", restricted=private, about=incident)
    PausedDomain.objects.get_or_create(
        destination="example.com", defaults={"reason": "12 of 20 came back.", "at": NOON}
    )
    delivery = message.deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.PARKED)
    return World(
        incident=incident,
        person=paged,
        service=service,
        vendor=Vendor.objects.latest("pk"),
        step=GuideStep.objects.latest("pk"),
        message=message,
        delivery=delivery,
        page=page,
        action=action,
        subscriber=Subscriber.objects.latest("pk"),
        notice=Notice.objects.latest("pk"),
    )


def hear_of(incident: Incident, owner: User) -> None:
    """An alert of it, which is to call nobody again for a while."""
    alert = Alert.objects.create(
        integration=Integration.objects.latest("pk"),
        fingerprint=f"f{incident.number}",
        group_key="g",
        starts_at=NOON,
        status="firing",
        title="5xx",
        incident=incident,
        received_at=NOON,
    )
    suppress_alerts(alerts=[alert], reason="Known", until=NOON + HOUR, by=owner, at=NOON)


def furnish(incident: Incident, owner: User) -> None:
    """A link beside the room, and a ticket elsewhere."""
    pin_link(incident=incident, url="https://dash.example.com/a", label="Graph", by=owner, at=NOON)
    adapter = Adapter.objects.latest("pk")
    Counterpart.objects.create(adapter=adapter, incident=incident, ident="OPS-1")


def work_on(incident: Incident, owner: User, paged: User) -> None:
    """A task, a hypothesis, and others asked for help."""
    make_tasks.look_into_it(incident, by=owner)
    make_hypotheses.suspect_something(incident, by=owner)
    team, vendor = TeamDesk.objects.latest("pk").team, Vendor.objects.latest("pk")
    make_requests.ask_for_everything(incident, paged, team=team, vendor=vendor)


def change_something(incident: Incident, owner: User) -> None:
    """A change typed into the incident, and what somebody holds of it."""
    change = record_change(
        title="api", source="by hand", happened_at=NOON, incident=incident, by=owner, at=NOON
    )
    judge_change(
        incident=incident, change=change, verdict="suspect", note="Near", by=owner, at=NOON
    )


def brief(incident: Incident, owner: User) -> None:
    """A link to look at, whose secret is known."""
    link, _ = issue_briefing(
        incident=incident,
        name="The board",
        good_for=timedelta(days=30),
        shows_private=incident.private,
        by=owner,
        at=NOON,
    )
    known = digest(BRIEFED)
    if not incident.private:
        BriefingLink.objects.filter(digest=known).delete()
    if not BriefingLink.objects.filter(digest=known).exists():
        BriefingLink.objects.filter(pk=link.pk).update(digest=known)


def desk_holes() -> dict[str, object]:
    """What the rooms of the status page name: one of each."""
    return {
        "component_id": Component.objects.latest("pk").public_id,
        "group_id": ComponentGroup.objects.latest("pk").public_id,
        "update_id": NoticeUpdate.objects.latest("pk").public_id,
        "maintenance_id": Notice.objects.maintenance().latest("pk").public_id,
        "template_id": NoticeTemplate.objects.latest("pk").public_id,
        "announcement_id": Announcement.objects.latest("pk").public_id,
        "audience_id": StatusAudience.objects.latest("pk").pk,
        "correction_id": UptimeCorrection.objects.latest("pk").pk,
    }


def plan_and_correct(owner: User) -> None:
    """Planned work, a correction of the past, a banner, prepared words, an audience."""
    StatusAudience.objects.create(name="Partners")
    NoticeTemplate.objects.create(name="Slow", title="{{what}} is slow", text="Since {{time}}.")
    announce(title="Office closed", by=owner, at=NOON)
    Wish.objects.create(address="wish@example.com", at=NOON)
    repeat_maintenance(
        title="Backups",
        text="Slower reports.",
        rule="FREQ=YEARLY",
        time_zone="UTC",
        first_at=NOON + timedelta(days=20),
        minutes=30,
        components=[],
        by_name="Mei Chen",
        at=NOON,
    )
    component = make_statuspage.make_component("Cards")
    schedule_maintenance(
        title="Cards move",
        text="Short interruptions.",
        scheduled_for=NOON + timedelta(days=1),
        scheduled_until=NOON + timedelta(days=1, hours=1),
        components=[component.public_id],
        key="world",
        by_name="Mei Chen",
        at=NOON,
    )
    correct_uptime(
        component=component,
        starts_at=NOON - timedelta(hours=2),
        ends_at=NOON - timedelta(hours=1),
        status="operational",
        reason="Was ours alone",
        by=owner,
        at=NOON,
    )


def share_the_duty(rotation: Rotation, owner: User) -> None:
    """Somebody is asked and will be away, a note is left, a calendar follows."""
    later = timezone.now() + timedelta(days=3)
    span: dict[str, Any] = {"starts_at": later, "ends_at": later + timedelta(hours=2)}
    asked = make_user("Rafael Costa", "Responder")
    ask_swap(rotation=rotation, asked=asked, note="Wedding", by=owner, at=timezone.now(), **span)
    record_absence(person=owner, note="Wedding", by=owner, at=timezone.now(), **span)
    leave_note(rotation=rotation, text="Watch the pool.", by=owner, at=timezone.now())
    feed, _ = issue_feed(team=None, by=owner, at=timezone.now())
    CalendarFeed.objects.filter(pk=feed.pk).update(digest=digest(FOLLOWED))


def configure(owner: User) -> None:
    adapter = Adapter.objects.create(name="Ops", kind="webhook", base_url="https://ops.example.com")
    Errand.objects.create(adapter=adapter, verb="test", made_at=NOON, not_before=NOON)
    make_user("Ada", "Responder")
    make_requests.make_team(owner, lead=owner)
    rotation = make_oncall.make_schedule(owner, at=timezone.now())
    make_oncall.make_layer(rotation, owner)
    make_oncall.make_ladder(rotation, owner)
    Override.objects.create(
        rotation=rotation, person=owner, starts_at=NOON, ends_at=NOON + timedelta(hours=8)
    )
    share_the_duty(rotation, owner)
    plan_and_correct(owner)
    component = Component.objects.latest("pk").public_id
    notice = make_statuspage.make_notice(components={component: "partial_outage"})
    edit_update(
        public_id=notice.updates.get().public_id,
        texts={"status_text": "We look into it."},
        reason="Plainer",
        by_name="Mei Chen",
        at=NOON,
    )
    make_statuspage.make_subscriber("reader@example.com", state="pending")
    make_vendors.make_vendor(services=[make_service("Payments API")], owner=owner)
    Suppression.objects.create(fingerprint="0" * 64, reason="refused", at=NOON)
    Provider.objects.create(kind="sms", account="AC1", sender="+15005550006")
    issue_token(name="CI", owner=owner, scopes=["read"], by=owner, at=NOON)
    StatusPage.objects.the_page()
    StatusPage.objects.update(languages=["en", "fr"])
    seeded = (Severity.objects.get(level=1), GuideStep.objects.latest("pk"),
              Guidance.objects.latest("pk"), Audience.objects.latest("pk"),
              UpdateTemplate.objects.latest("pk"),
              DiagnosticGuide.objects.latest("pk"),
              AskingGuide.objects.latest("pk"), AlertPolicy.objects.latest("pk"),
              CheckTemplate.objects.latest("pk"))  # fmt: skip
    for row in seeded:
        row.save()
