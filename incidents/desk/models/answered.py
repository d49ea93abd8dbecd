"""What a program asked once and was answered."""

from datetime import datetime, timedelta

from django.db import models

from portal.people.models import ApiToken

KEPT_FOR = timedelta(hours=24)


class AnsweredRequestQuerySet(models.QuerySet["AnsweredRequest"]):
    def outdated(self, *, at: datetime) -> "AnsweredRequestQuerySet":
        return self.filter(at__lte=at - KEPT_FOR)


class AnsweredRequest(models.Model):
    """A request that changed something, under the key its program gave it, with the answer:
    asked again, it is answered again and changes nothing. It stands in the transaction of the
    change, so that neither is ever there without the other; refusals leave none."""

    # The alarm by which those of a token are forgotten.
    FORGET = "desk.forget_answers"

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was asked.")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)

    objects = AnsweredRequestQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("token", "at"), name="answered_request_age"),)
        constraints = (
            models.UniqueConstraint(fields=("token", "key"), name="request_is_answered_once"),
        )

    def __str__(self) -> str:
        return f"{self.token}: {self.key}"
