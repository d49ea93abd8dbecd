"""What the page shell remembers."""

from django.db import models


class RateBucket(models.Model):
    """How often something was done within a window, counted by one atomic statement. Who is
    named in it is named by a keyed digest."""

    name = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    objects: "models.Manager[RateBucket]" = models.Manager()

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
