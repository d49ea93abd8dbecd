"""What may have caused it, and what speaks for and against."""

from django.db import models

from incidents.record.models.entry import Entry
from incidents.record.models.incident import Incident
from portal.people.models import User


class HypothesisState(models.TextChoices):
    OPEN = "open", "Open"
    LIKELY = "likely", "Likely"
    RULED_OUT = "ruled_out", "Ruled out"
    CONFIRMED = "confirmed", "Confirmed"


UNDECIDED = (HypothesisState.OPEN, HypothesisState.LIKELY)
DECIDED = (HypothesisState.RULED_OUT, HypothesisState.CONFIRMED)
# What is looked at first.
_WEIGHT = models.Case(
    models.When(state=HypothesisState.CONFIRMED, then=0),
    models.When(state=HypothesisState.LIKELY, then=1),
    models.When(state=HypothesisState.OPEN, then=2),
    default=3,
    output_field=models.IntegerField(),
)


class HypothesisQuerySet(models.QuerySet["Hypothesis"]):
    def undecided(self) -> "HypothesisQuerySet":
        return self.filter(state__in=UNDECIDED)

    def likeliest_first(self) -> "HypothesisQuerySet":
        return self.order_by(_WEIGHT, "number")

    def with_evidence(self) -> "HypothesisQuerySet":
        """Each with how many lines speak `for_it` and `against_it`."""
        speaks = {
            name: models.Count("evidence", filter=models.Q(evidence__side=side))
            for name, side in (("for_it", Side.FOR), ("against_it", Side.AGAINST))
        }
        return self.annotate(**speaks)


class Hypothesis(models.Model):
    """A possible cause, numbered H1, H2 … in its incident. It is decided with a reason, and a
    decided one can be taken up again: what was thought stays on the timeline."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="hypotheses")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=HypothesisState, default=HypothesisState.OPEN)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=400, blank=True)
    came_from = models.CharField(
        max_length=40, blank=True, help_text="What it was before a merge: H1 in INC-147."
    )
    key = models.CharField(max_length=80, null=True, editable=False)

    objects = HypothesisQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "hypotheses"
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "number"), name="hypothesis_has_its_number"
            ),
            models.UniqueConstraint(fields=("incident", "key"), name="hypothesis_is_added_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["ruled_out", "confirmed"], decided_at__isnull=False)
                & ~models.Q(reason="")
                | models.Q(state__in=["open", "likely"], decided_at=None, decided_by=None),
                name="hypothesis_decided_facts_agree",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.text}"

    @property
    def name(self) -> str:
        return f"H{self.number}"

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED


class Side(models.TextChoices):
    FOR = "for", "For"
    AGAINST = "against", "Against"


class Evidence(models.Model):
    """A line of the timeline that speaks for a hypothesis or against it."""

    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.PROTECT, related_name="evidence")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="speaks")
    side = models.CharField(max_length=8, choices=Side)

    objects: "models.Manager[Evidence]" = models.Manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = (
            models.UniqueConstraint(
                fields=("hypothesis", "entry"), name="line_speaks_once_of_a_hypothesis"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.hypothesis.name}: {self.entry.body[:60]}"
