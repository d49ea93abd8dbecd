"""What to say to people under stress, as data."""

from django.db import models
from simple_history.models import HistoricalRecords


class Situation(models.TextChoices):
    BREATHE = "breathe", "Nothing presses"
    EXECUTIVES = "executives", "Executives ask again and again"
    CONFLICT = "conflict", "Teams blame each other"
    ADVICE = "advice", "An expert's advice made it worse"
    STRESS = "stress", "The commander decides back and forth"
    UNAVAILABLE = "unavailable", "Somebody does not answer"


class Guidance(models.Model):
    """One calm line the room may show, and words to say aloud. Situations are found by what
    happens in the room."""

    slug = models.CharField(max_length=16, choices=Situation, unique=True)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    say = models.CharField(max_length=200, blank=True, help_text="Words to use as they stand.")
    history = HistoricalRecords()

    objects: "models.Manager[Guidance]" = models.Manager()

    class Meta:
        verbose_name = "guidance for people"
        verbose_name_plural = "guidance for people"

    def __str__(self) -> str:
        return self.title
