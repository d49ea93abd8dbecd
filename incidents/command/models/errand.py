"""What is asked of other systems, and what they have of an incident."""

from datetime import datetime
from typing import Any

from django.db import models

from incidents.command.models.adapter import Adapter
from incidents.record.models import Event, Incident
from portal.people.models import User


class ErrandState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DOING = "doing", "Under way"
    DONE = "done", "Done"
    GIVEN_UP = "given_up", "Given up"


class Verb(models.TextChoices):
    OPEN = "open", "Open"
    TELL = "tell", "Tell"
    TEST = "test", "Test"


UNFINISHED = (ErrandState.WAITING, ErrandState.DOING)


class ErrandQuerySet(models.QuerySet["Errand"]):
    def due(self, *, at: datetime) -> "ErrandQuerySet":
        """Those to run now: waiting ones whose time has come, and those whose worker died. Of
        one incident each adapter is asked in order; one that fails is left alone for a while,
        but for tests."""
        waiting = models.Q(state=ErrandState.WAITING, not_before__lte=at)
        orphaned = models.Q(state=ErrandState.DOING, lease_until__lte=at)
        earlier = Errand.objects.filter(
            adapter=models.OuterRef("adapter"),
            incident=models.OuterRef("incident"),
            state__in=UNFINISHED,
            pk__lt=models.OuterRef("pk"),
        )
        rested = models.Q(adapter__not_before=None) | models.Q(adapter__not_before__lte=at)
        open_to_it = rested & models.Q(adapter__paused_at=None, adapter__active=True)
        return (
            self.filter(waiting | orphaned)
            .filter(open_to_it | models.Q(verb=Verb.TEST))
            .exclude(models.Exists(earlier))
            .order_by("not_before", "pk")
        )

    def unfinished(self) -> "ErrandQuerySet":
        return self.filter(state__in=UNFINISHED)

    def visible_to(self, user: User) -> "ErrandQuerySet":
        """Tests, and what was asked for an incident that this person may see."""
        visible = Incident.objects.visible_to(user)
        return self.filter(models.Q(incident=None) | models.Q(incident__in=visible))

    def newest_first(self) -> "ErrandQuerySet":
        return self.order_by("-made_at", "-pk")


class Errand(models.Model):
    """One thing asked of one adapter. The row is the obligation: a worker claims it for two
    minutes, asks, and records what came back; whoever dies in between leaves it to the next,
    who first looks whether it was done already. A replay tells the same event in another
    `turn`; one that `stands_for` several says how many lines were left out before it."""

    adapter = models.ForeignKey(Adapter, on_delete=models.CASCADE, related_name="errands")
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="errands"
    )
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="errands")
    turn = models.PositiveSmallIntegerField(default=0, db_default=0)
    verb = models.CharField(max_length=8, choices=Verb, default=Verb.OPEN)
    state = models.CharField(max_length=10, choices=ErrandState, default=ErrandState.WAITING)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    stands_for = models.PositiveSmallIntegerField(default=1, db_default=1)
    said = models.TextField(blank=True, help_text="What came of it, in a sentence.")
    ref = models.CharField(
        max_length=80, blank=True, db_default="", help_text="What the other side calls it."
    )
    answer_status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(
        blank=True, db_default="", help_text="The beginning of the last answer."
    )
    milliseconds = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("not_before",),
                name="errand_due",
                condition=models.Q(state__in=["waiting", "doing"]),
            ),
            models.Index(fields=("adapter", "-made_at", "-id"), name="errands_of_an_adapter"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("adapter", "incident"),
                condition=models.Q(verb="open"),
                name="errand_opens_once",
            ),
            models.UniqueConstraint(
                fields=("adapter", "event", "turn"),
                condition=models.Q(verb="tell"),
                name="errand_tells_once_a_turn",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "given_up"], ended_at__isnull=False)
                | (~models.Q(state__in=["done", "given_up"]) & models.Q(ended_at=None)),
                name="errand_ended_facts_agree",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="doing") | models.Q(lease_until__isnull=False),
                name="errand_is_run_under_a_lease",
            ),
            models.CheckConstraint(
                condition=models.Q(verb="test", incident=None, event=None)
                | models.Q(verb="open", incident__isnull=False, event=None)
                | models.Q(verb="tell", incident__isnull=False, event__isnull=False),
                name="errand_is_about_an_incident",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.adapter}: {self.get_state_display()}"

    @property
    def what(self) -> str:
        """What was asked, as people say it."""
        if self.event is not None:
            again = ", again" if self.turn else ""
            return f"{self.event.get_type_display()}{again}"
        return self.get_verb_display()

    def end(self, state: ErrandState, *, said: str, at: datetime) -> None:
        self.state, self.lease_until, self.ended_at, self.said = state, None, at, said


class Counterpart(models.Model):
    """What stands for an incident in one other system: a channel, a ticket. `shown` is what was
    last written there that is changed in place."""

    adapter = models.ForeignKey(Adapter, on_delete=models.CASCADE, related_name="counterparts")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="counterparts")
    ident = models.CharField(max_length=120, help_text="Channel id, ticket key or sys_id.")
    shown: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    objects: "models.Manager[Counterpart]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("adapter", "incident"), name="incident_has_one_counterpart_a_system"
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident.reference} in {self.adapter}: {self.ident}"
