"""Companies we depend on, and what they have agreed to."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from incidents.catalog.models.scale import severity_label
from incidents.catalog.models.service import Service
from portal.people.models import User
from portal.web.times import duration


class VendorQuerySet(models.QuerySet["Vendor"]):
    def named(self) -> "VendorQuerySet":
        return self.order_by("name")

    def behind(self, services: models.QuerySet[Service]) -> "VendorQuerySet":
        """Those that one of these services depends on."""
        return self.filter(services__in=services).distinct()

    def with_all(self) -> "VendorQuerySet":
        """With what a card of it shows."""
        return self.select_related("owner", "status").prefetch_related("agreements", "contacts")


class Vendor(models.Model):
    """A company whose trouble becomes ours. The workaround is what we do while they mend."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    what = models.CharField(max_length=120, blank=True, help_text="What it does for us.")
    owner = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="vendors",
        help_text="Who answers for it here, and hears when it stays silent.",
    )
    services = models.ManyToManyField(
        Service, blank=True, related_name="vendors", help_text="What depends on it."
    )
    account = models.CharField(max_length=80, blank=True, help_text="Our number with them.")
    support_email = models.EmailField(blank=True, help_text="Requests are mailed to it.")
    hours = models.CharField(max_length=80, blank=True, help_text="When their support answers.")
    workaround = models.TextField(blank=True, help_text="What we do without them, step by step.")
    status_page_url = models.URLField(
        "status page", blank=True, help_text="Their page's address; it is read every few minutes."
    )
    status_components = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="Only these components of their page concern us, by name or id; "
        "empty: all of them.",
    )
    history = HistoricalRecords()

    objects = VendorQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:vendor", args=[self.slug])

    def agreement_for(self, level: int) -> "VendorAgreement | None":
        """What was agreed for a severity, or for the next milder one that has an agreement."""
        found = [one for one in self.agreements.all() if one.level >= level]
        return min(found, key=lambda one: one.level, default=None)

    def contacts_in_order(self) -> "list[VendorContact]":
        return sorted(self.contacts.all(), key=lambda one: (one.position, one.pk))


class VendorAgreement(models.Model):
    """Within how many minutes they answer first, and mend, at one of our severities."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="agreements")
    level = models.PositiveSmallIntegerField(
        "severity", validators=[MaxValueValidator(3)], help_text="Ours; 0 is the worst."
    )
    called = models.CharField(max_length=40, blank=True, help_text="Their name for it, like P1.")
    answer_minutes = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    fix_minutes = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Empty: nothing is agreed.",
        validators=[MinValueValidator(1)],
    )

    objects: ClassVar[models.Manager["VendorAgreement"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("vendor", "level"), name="vendor_agrees_once_a_level"),
            models.CheckConstraint(
                condition=models.Q(level__lte=3, answer_minutes__gte=1)
                & (models.Q(fix_minutes=None) | models.Q(fix_minutes__gte=1)),
                name="vendor_agreement_is_of_a_severity_and_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.vendor}, {self.name}: {self.words}"

    @property
    def name(self) -> str:
        return self.called or severity_label(self.level)

    @property
    def words(self) -> str:
        """ "first answer in 30 min, P1 fix in 4 h"."""
        first = f"first answer in {_span(self.answer_minutes)}"
        return (
            f"{first}, {self.name} fix in {_span(self.fix_minutes)}" if self.fix_minutes else first
        )

    def is_longer_than(self, minutes: int) -> bool:
        """Whether we cannot wait for their fix; one that was never agreed is never waited for."""
        return self.fix_minutes is None or self.fix_minutes > minutes


def _span(minutes: int) -> str:
    return duration(timedelta(minutes=minutes)).removesuffix(" 0 min").removesuffix(" 0 h")


class ContactKind(models.TextChoices):
    PORTAL = "portal", "Support portal"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    ACCOUNT_MANAGER = "account_manager", "Account manager"
    EMERGENCY = "emergency", "Emergency line"


class VendorContact(models.Model):
    """One way to reach them; silence goes to the next in order."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=ContactKind)
    name = models.CharField(max_length=80, blank=True)
    address = models.CharField(
        max_length=200, blank=True, help_text="A web address, an e-mail address or a number."
    )

    objects: ClassVar[models.Manager["VendorContact"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("vendor", "position"), name="vendor_contact_has_its_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f' {self.name}' if self.name else ''}"

    @property
    def email(self) -> str:
        """The address a mail can be sent to, if it is one."""
        return self.address if "@" in self.address and "/" not in self.address else ""
