"""A rendered text that somebody is to be told."""

from dataclasses import dataclass

from django.db import models

from portal.people.models import User
from portal.post.drafts import Lane


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> "MessageQuerySet":
        return self if user.has_perm("record.see_private") else self.filter(restricted=False)


@dataclass(frozen=True)
class Tally:
    """Deliveries of a message by state."""

    by_state: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def sent(self) -> int:
        return self.by_state.get("sent", 0)

    @property
    def unsent(self) -> int:
        """What may still go out."""
        return self.by_state.get("pending", 0) + self.by_state.get("sending", 0)


class Message(models.Model):
    """Written in the transaction of the fact it tells of, once per key; its words never change.
    A person may halt it: what has not gone out waits until it is resumed."""

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    lane = models.CharField(max_length=16, choices=Lane)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    placeholders = models.JSONField(default=list)
    attachments = models.JSONField(default=list, db_default=[])
    short = models.CharField(max_length=300, blank=True, db_default="")
    link = models.TextField(blank=True, db_default="")
    answers = models.JSONField(default=list, db_default=[])
    topic = models.CharField(max_length=120, blank=True)
    thread = models.CharField(max_length=120, blank=True)
    about_label = models.CharField(max_length=80, blank=True)
    about_pk = models.CharField(max_length=40, blank=True)
    restricted = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    halted_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        permissions = (
            ("view_outbox", "May read the outbox"),
            ("manage_outbox", "May halt and resume mailings, and retry deliveries"),
        )
        indexes = (
            models.Index(fields=("topic",), name="message_topic", condition=~models.Q(topic="")),
            models.Index(fields=("about_label", "about_pk"), name="message_about"),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def what(self) -> str:
        """ "team request", of `oncall.team_request`."""
        return self.kind.rpartition(".")[2].replace("_", " ")

    def tally(self) -> "Tally":
        """How many deliveries there are in each state."""
        counted = self.deliveries.order_by().values_list("state").annotate(models.Count("pk"))
        return Tally(dict(counted))
