"""What did not arrive, and where mail is held because of it."""

from django.db import models

from portal.post.drafts import Channel


class SetbackKind(models.TextChoices):
    HARD = "hard", "Refused for good"
    SOFT = "soft", "Refused for now"
    COMPLAINT = "complaint", "Called unwanted"
    FAILURE = "failure", "Failed"


class Setback(models.Model):
    """One refusal, bounce, complaint or failing endpoint, by the address's keyed digest;
    `key` is the event's, so that hearing of it again changes nothing."""

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=16, choices=Channel)
    fingerprint = models.CharField(max_length=64)
    destination = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=SetbackKind)
    at = models.DateTimeField()

    objects: "models.Manager[Setback]" = models.Manager()

    class Meta:
        indexes = (
            models.Index(fields=("fingerprint", "at"), name="setbacks_of_an_address"),
            models.Index(fields=("destination", "at"), name="setbacks_of_a_domain"),
            models.Index(fields=("at",), name="setbacks_in_time"),
        )

    def __str__(self) -> str:
        return f"{self.destination}: {self.get_kind_display()}"


class PausedDomain(models.Model):
    """A domain that suddenly refused so much that its own trouble is likelier than that of so
    many addresses: mail to it is held until a person resumes it."""

    destination = models.CharField(max_length=255, unique=True)
    reason = models.CharField(max_length=240)
    at = models.DateTimeField()

    objects: "models.Manager[PausedDomain]" = models.Manager()

    def __str__(self) -> str:
        return self.destination
