"""Who looks into what, and by when they say what they found."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models

from incidents.record.models.hypothesis import Hypothesis
from incidents.record.models.incident import Incident
from incidents.record.models.states import OPEN
from portal.people.models import User


class TaskState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class TaskEnded(ValueError):
    """The task was finished or dropped before."""

    def __init__(self, task: "Task") -> None:
        super().__init__(
            f"{task.name} was {task.get_state_display().lower()} by "
            f"{task.ended_by or 'somebody'}: “{task.result}”. Add another task if more is to do."
        )


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        """Still to be done, in incidents that are still open."""
        return self.filter(state=TaskState.OPEN, incident__state__in=OPEN)

    def of_person(self, person: User) -> "TaskQuerySet":
        return self.filter(assignee=person)

    def visible_to(self, user: User | AnonymousUser) -> "TaskQuerySet":
        return self.filter(incident__in=Incident.objects.visible_to(user))

    def soonest_first(self) -> "TaskQuerySet":
        """By checkpoint; those without one last."""
        return self.order_by(models.F("checkpoint_at").asc(nulls_last=True), "pk")


class Task(models.Model):
    """One thread of the parallel work, numbered T1, T2 … in its incident. At the checkpoint
    its assignee says what was found; a checkpoint that passes in silence asks the assignee,
    then the commander, each once. `last_word` is what was said at the latest checkpoint."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=240)
    assignee = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    hypothesis = models.ForeignKey(
        Hypothesis, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    checkpoint_at = models.DateTimeField(null=True, blank=True)
    assignee_asked_at = models.DateTimeField(null=True, blank=True)
    commander_asked_at = models.DateTimeField(null=True, blank=True)
    last_word = models.CharField(max_length=400, blank=True)
    last_word_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.CharField(max_length=400, blank=True)
    came_from = models.CharField(
        max_length=40, blank=True, help_text="What it was before a merge: T1 in INC-147."
    )
    key = models.CharField(max_length=80, null=True, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("assignee", "checkpoint_at"),
                name="task_of_person",
                condition=models.Q(state="open"),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("incident", "number"), name="task_has_its_number"),
            models.UniqueConstraint(fields=("incident", "key"), name="task_is_added_once"),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None, ended_by=None, result="")
                | models.Q(state__in=["done", "dropped"], ended_at__isnull=False)
                & ~models.Q(result=""),
                name="task_ended_facts_agree",
            ),
            models.CheckConstraint(
                condition=models.Q(commander_asked_at=None) | models.Q(checkpoint_at__isnull=False),
                name="task_asks_about_a_checkpoint",
            ),
            models.CheckConstraint(
                condition=models.Q(assignee_asked_at=None)
                | models.Q(assignee__isnull=False, checkpoint_at__isnull=False),
                name="task_asks_an_assignee",
            ),
            models.CheckConstraint(
                condition=models.Q(last_word="", last_word_at=None)
                | ~models.Q(last_word="") & models.Q(last_word_at__isnull=False),
                name="task_last_word_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.text}"

    @property
    def name(self) -> str:
        return f"T{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN

    def is_silent(self, *, at: datetime) -> bool:
        """A checkpoint has passed and nobody has said what was found."""
        return self.is_open and self.checkpoint_at is not None and self.checkpoint_at <= at

    def expect(self, checkpoint_at: datetime | None) -> None:
        """A new checkpoint, of which nobody has been asked yet; the caller saves."""
        self.checkpoint_at = checkpoint_at
        self.assignee_asked_at = self.commander_asked_at = None

    def end(self, state: TaskState, *, result: str, by: User | None, at: datetime) -> None:
        """Done or dropped; the caller saves. Raises TaskEnded."""
        if not self.is_open:
            raise TaskEnded(self)
        self.state, self.result, self.ended_by, self.ended_at = state, result, by, at
