"""What is counted as it happens, because its rows grow without bound."""

from collections.abc import Mapping

from django.db import connection, models

_ADD = """
INSERT INTO checks_ended (channel, outcome, number)
SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[])
ON CONFLICT (channel, outcome) DO UPDATE SET number = checks_ended.number + excluded.number
"""


class EndedQuerySet(models.QuerySet["Ended"]):
    def add(self, numbers: Mapping[tuple[str, str], int]) -> None:
        """Count more of (channel, outcome), in one statement and one order for all."""
        rows = sorted((channel, outcome, number) for (channel, outcome), number in numbers.items())
        if rows:
            with connection.cursor() as cursor:
                cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


class Ended(models.Model):
    """How many deliveries over one channel ended in one way, ever."""

    channel = models.CharField(max_length=16)
    outcome = models.CharField(max_length=12)
    number = models.BigIntegerField(default=0)

    objects = EndedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("channel", "outcome"), name="ended_is_counted_once"),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.outcome}: {self.number}"
