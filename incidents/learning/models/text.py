"""What a postmortem is made of besides its sections: whys, chosen lines, earlier versions."""

from django.db import models

from incidents.learning.models.postmortem import Postmortem
from incidents.record.models import Entry
from portal.people.models import User


class WhyQuerySet(models.QuerySet["Why"]):
    def in_order(self) -> "WhyQuerySet":
        return self.order_by("chain", "position")


class Why(models.Model):
    """One question and its answer in a chain of whys. The last one may say why it ends."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="whys")
    chain = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    question = models.CharField(max_length=240)
    answer = models.TextField()
    ends_because = models.CharField(max_length=240, blank=True)

    objects = WhyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("postmortem", "chain", "position"), name="why_has_its_place"
            ),
        )

    def __str__(self) -> str:
        return self.question


class TimelineChoice(models.Model):
    """Whether a line of the room is shown in the postmortem, and what is said beside it. The
    line itself is never typed again."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.CASCADE, related_name="choices")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    hidden = models.BooleanField(default=False)
    caption = models.CharField(max_length=240, blank=True)

    objects: "models.Manager[TimelineChoice]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("postmortem", "entry"), name="entry_is_chosen_once"),
        )

    def __str__(self) -> str:
        return f"{'Hidden' if self.hidden else 'Kept'}: {self.entry}"


class Revision(models.Model):
    """A saved version of the text, written once: who wrote what, and when."""

    postmortem = models.ForeignKey(Postmortem, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.JSONField(help_text="The sections and the chains of whys.")

    objects: "models.Manager[Revision]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("postmortem", "version"), name="revision_has_its_version"
            ),
        )

    def __str__(self) -> str:
        return f"Version {self.version} of {self.postmortem}"
