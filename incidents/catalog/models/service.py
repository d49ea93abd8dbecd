"""What we run, who owns it and what it needs."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords


class Team(models.Model):
    """People who own services and can be asked for help."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    email = models.EmailField(blank=True, help_text="Where the whole team reads mail.")
    history = HistoricalRecords()

    objects: ClassVar[models.Manager["Team"]] = models.Manager()

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    def named(self) -> "ServiceQuerySet":
        return self.order_by("name")

    def on_critical_path(self) -> "ServiceQuerySet":
        return self.filter(critical_path=True)

    def hit_with_them(self) -> "ServiceQuerySet":
        """Every other service that needs one of these, directly or through others."""
        needed_by: dict[int, list[int]] = {}
        for one, other in Dependency.objects.values_list("needs_id", "service_id"):
            needed_by.setdefault(one, []).append(other)
        these = set(self.values_list("pk", flat=True))
        hit: set[int] = set()
        waiting = list(these)
        while waiting:
            new = set(needed_by.get(waiting.pop(), [])) - hit - these
            hit |= new
            waiting += new
        return Service.objects.filter(pk__in=hit)


class Service(models.Model):
    """Something we run. Trouble on the critical path pages everybody at once."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True, help_text="What it does, in a sentence.")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="services")
    tier = models.PositiveSmallIntegerField(default=2, help_text="1 is the most important.")
    critical_path = models.BooleanField(
        default=False, help_text="Production database, login, payments: trouble pages everyone."
    )
    components = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="Public ids of the status page's components that customers see of it.",
    )
    dashboard_url = models.URLField(blank=True)
    runbook_url = models.URLField(blank=True)
    needs: "models.ManyToManyField[Service, Dependency]" = models.ManyToManyField(
        "self", through="Dependency", symmetrical=False, related_name="needed_by"
    )
    history = HistoricalRecords()

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(tier__gte=1, tier__lte=4), name="service_tier_is_1_to_4"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:service", args=[self.slug])

    def hit_with_it(self) -> ServiceQuerySet:
        """Every service that needs this one, directly or through others."""
        return Service.objects.filter(pk=self.pk).hit_with_them()


class Dependency(models.Model):
    """One service needs another to work."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="dependents")
    note = models.CharField(max_length=160, blank=True, help_text="What happens without it.")

    objects: ClassVar[models.Manager["Dependency"]] = models.Manager()

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = (
            models.UniqueConstraint(fields=("service", "needs"), name="dependency_is_named_once"),
            models.CheckConstraint(
                condition=~models.Q(service=models.F("needs")), name="service_needs_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} needs {self.needs}"
