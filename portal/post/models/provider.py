"""By whom messages to one person leave, and their browsers that take notifications."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from portal.people.models import User
from portal.post.channels import outside
from portal.post.drafts import Channel
from portal.post.numbers import is_number

TWILIO_API, SLACK_API = "https://api.twilio.com", "https://slack.com/api"


class ProviderKind(models.TextChoices):
    """The channels that need a provider; each has one at most."""

    SMS = Channel.SMS.value, "SMS"
    VOICE = Channel.VOICE.value, "Calls"
    PUSH = Channel.PUSH.value, "Notifications in browsers"
    SLACK_USER = Channel.SLACK_USER.value, "Slack messages to a person"


class ProviderQuerySet(models.QuerySet["Provider"]):
    def enabled(self) -> "ProviderQuerySet":
        return self.filter(enabled=True)

    def in_order(self) -> "ProviderQuerySet":
        return self.order_by("kind")


class Provider(models.Model):
    """A way out that managers set up. `trouble` is what it said lately that a person must
    mend; empty once it took a message again."""

    kind = models.CharField(max_length=16, choices=ProviderKind, unique=True)
    base_url = models.CharField(
        "address",
        max_length=500,
        blank=True,
        help_text="Leave empty for Twilio and Slack themselves. Another provider with the same "
        "API: the address before /2010-04-01/.",
    )
    account = models.CharField(
        max_length=160, blank=True, help_text="SMS and calls: the account's SID, like AC…."
    )
    sender = models.CharField(
        max_length=160,
        blank=True,
        help_text="SMS and calls: the number they come from, like +4915112345678; SMS also "
        "from a messaging service, MG…. Notifications: whom push services may write to, like "
        "mailto:ops@example.com.",
    )
    sealed_secret = models.TextField(blank=True, editable=False)
    public_key = models.CharField(max_length=120, blank=True, editable=False)
    enabled = models.BooleanField(default=True)
    most_an_hour = models.PositiveSmallIntegerField(
        "most to one person an hour",
        default=30,
        validators=[MinValueValidator(1)],
        help_text="SMS and calls beyond it are not sent, so that a loop cannot cost a fortune. "
        "Pages and other messages are counted apart.",
    )
    most_a_minute = models.PositiveSmallIntegerField(
        default=60,
        validators=[MinValueValidator(1)],
        help_text="What is not urgent waits when more goes out; pages never wait for it.",
    )
    repeat_when_unsure = models.BooleanField(
        default=False,
        help_text="SMS and calls: once more when the provider took it and gave no answer. It "
        "may then arrive twice; without, the next step of who is paged follows.",
    )
    trouble = models.TextField(blank=True, editable=False, db_default="")
    trouble_at = models.DateTimeField(null=True, editable=False)
    worked_at = models.DateTimeField(null=True, editable=False)
    history = HistoricalRecords(
        excluded_fields=["sealed_secret", "trouble", "trouble_at", "worked_at"]
    )

    objects = ProviderQuerySet.as_manager()

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def lacks(self) -> str:
        """What is missing before anything can leave; empty where nothing is."""
        by_phone = self.kind in (ProviderKind.SMS, ProviderKind.VOICE)
        if by_phone and not self.account:
            return "Give the account's SID, which begins AC."
        if by_phone and not self.sender:
            return "Give the number that messages come from."
        if not self.sealed_secret:
            return (
                "Paste the bot's token."
                if self.kind == ProviderKind.SLACK_USER
                else (
                    "Paste the account's token." if by_phone else "Save once more to make its keys."
                )
            )
        return ""

    def clean(self) -> None:
        if self.base_url:
            try:
                outside.check(self.base_url, listed=True)
            except outside.NotAllowed as error:
                raise ValidationError({"base_url": str(error)}) from error
        if self.kind == ProviderKind.VOICE and self.sender and not is_number(self.sender):
            raise ValidationError({"sender": "Calls come from a number, like +4915112345678."})
        if self.kind == ProviderKind.PUSH and not self.sender.startswith(("mailto:", "https://")):
            raise ValidationError({"sender": "Give mailto: and an address, or https://…."})

    @property
    def address(self) -> str:
        usual = SLACK_API if self.kind == ProviderKind.SLACK_USER else TWILIO_API
        return (self.base_url or usual).rstrip("/")


class DeviceQuerySet(models.QuerySet["Device"]):
    def of(self, person: User) -> "DeviceQuerySet":
        return self.filter(person=person).order_by("pk")


class Device(models.Model):
    """A browser in which somebody takes notifications: where its push service listens, and
    the keys that only this browser reads with (RFC 8291)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80)
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    objects = DeviceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
