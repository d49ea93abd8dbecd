"""What customers see of our services."""

from django.db import models

from portal.people.models import User
from statuspage.models.audience import Audience, for_everybody, for_person
from statuspage.models.page import new_public_id


class ComponentStatus(models.TextChoices):
    OPERATIONAL = "operational", "Operational"
    UNDER_MAINTENANCE = "under_maintenance", "Under maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance", "Degraded"
    PARTIAL_OUTAGE = "partial_outage", "Partial outage"
    MAJOR_OUTAGE = "major_outage", "Major outage"


# How bad each is; maintenance never masks trouble.
RANK = {status: rank for rank, status in enumerate(ComponentStatus.values)}


class ComponentGroup(models.Model):
    """Components shown together under one name."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: "models.Manager[ComponentGroup]" = models.Manager()

    def __str__(self) -> str:
        return self.name


class ComponentQuerySet(models.QuerySet["Component"]):
    def public(self) -> "ComponentQuerySet":
        """What outsiders may know of; every public surface reads through here."""
        return self.filter(for_everybody(self.model), visible=True)

    def visible_to(self, user: User) -> "ComponentQuerySet":
        """What this person may know of, signed in."""
        return self.filter(for_person(self.model, user), visible=True)

    def in_order(self) -> "ComponentQuerySet":
        return self.select_related("group").order_by(
            "group__position", "group_id", "position", "pk"
        )


class Component(models.Model):
    """One thing customers use, by the name they know. Its status changes only by the action,
    which keeps the history its bars and percentage are computed from."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=240, blank=True)
    group = models.ForeignKey(
        ComponentGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="components"
    )
    position = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(
        max_length=24, choices=ComponentStatus, default=ComponentStatus.OPERATIONAL
    )
    start_date = models.DateField(null=True, blank=True, help_text="Uptime counts from here.")
    showcase = models.BooleanField(default=True, help_text="Show its 90-day bar.")
    only_show_if_degraded = models.BooleanField(default=False)
    visible = models.BooleanField(default=True, help_text="Part of the page.")
    audiences = models.ManyToManyField(
        Audience, blank=True, related_name="+", help_text="Shown to these only; none is everybody."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)

    objects = ComponentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("group", "name"), nulls_distinct=False, name="component_has_its_name"
            ),
        )

    def __str__(self) -> str:
        return f"{self.group.name} - {self.name}" if self.group else self.name


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    def counting(self) -> "StatusChangeQuerySet":
        """Those that make history: what a retracted notice said never happened."""
        return self.filter(models.Q(notice=None) | models.Q(notice__retracted_at=None))

    def in_time(self) -> "StatusChangeQuerySet":
        return self.order_by("at", "pk")


class StatusChange(models.Model):
    """One change of one component's status: when, from what to what, who and why."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    old_status = models.CharField(max_length=24, choices=ComponentStatus)
    new_status = models.CharField(max_length=24, choices=ComponentStatus)
    by_name = models.CharField(max_length=160)
    source = models.CharField(max_length=40, default="portal")
    notice = models.ForeignKey(
        "statuspage.Notice",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="status_changes",
        help_text="The notice that said so.",
    )
    reason = models.CharField(max_length=240, blank=True)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("component", "at"), name="status_change_history"),)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(old_status=models.F("new_status")),
                name="status_change_changes_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.component.name}: {self.old_status} to {self.new_status}"


class UptimeCorrection(models.Model):
    """What a component truly was between two moments, said afterwards by a person, with the
    reason. History stays; bars and percentages count the correction and show that there is
    one. A mistaken correction is withdrawn, not deleted."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="corrections")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=24, choices=ComponentStatus)
    reason = models.CharField(max_length=240)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: "models.Manager[UptimeCorrection]" = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("component", "starts_at"), name="corrections_in_time"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="correction_covers_some_time",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.component.name} was {self.get_status_display()}: {self.reason}"
