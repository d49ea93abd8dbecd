"""How each kind of team is asked: what it needs to be told, and which words say too little."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from simple_history.models import HistoricalRecords

from incidents.catalog.models import Team
from portal.people.models import User


class TeamKind(models.TextChoices):
    DATABASE = "database", "Database"
    OPERATIONS = "operations", "DevOps and SRE"
    DEVELOPMENT = "development", "Development"
    NETWORK = "network", "Network"
    SECURITY = "security", "Security"
    VENDOR = "vendor", "Vendor"


class TeamDesk(models.Model):
    """A team that can be asked: its kind, and who answers when nobody on call does."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="desk")
    kind = models.CharField(max_length=14, choices=TeamKind)
    lead = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Asked when the people on call stay silent, before the duty manager.",
    )
    position = models.PositiveSmallIntegerField(default=1)
    history = HistoricalRecords()

    objects: "models.Manager[TeamDesk]" = models.Manager()

    def __str__(self) -> str:
        return f"{self.team} ({self.get_kind_display().lower()})"


class AskingGuide(models.Model):
    """What a kind of team is for and what it needs to hear first."""

    kind = models.CharField(max_length=14, choices=TeamKind, unique=True)
    ask_when = models.TextField(help_text="What only they can do, one a line.")
    they_need = models.CharField(max_length=240, help_text="What every request names.")
    history = HistoricalRecords()

    objects: "models.Manager[AskingGuide]" = models.Manager()

    def __str__(self) -> str:
        return self.get_kind_display()


class AskedField(models.Model):
    """One thing a kind of team has to be told. What the words say already is not asked again."""

    guide = models.ForeignKey(AskingGuide, on_delete=models.CASCADE, related_name="fields")
    position = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(max_length=60)
    example = models.CharField(max_length=120, blank=True)
    required = models.BooleanField(default=True)
    said_by = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="Words in the problem that answer it already; # stands for a number, "
        "_ for a name with an underscore.",
    )

    objects: "models.Manager[AskedField]" = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("guide", "label"), name="asked_field_is_asked_once"),
        )

    def __str__(self) -> str:
        return self.label


class VagueWords(models.Model):
    """Words that say too little on their own, with the question they are answered by."""

    guide = models.ForeignKey(
        AskingGuide,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="vague_words",
        help_text="Empty: for every team.",
    )
    position = models.PositiveSmallIntegerField(default=1)
    words = ArrayField(models.CharField(max_length=60), help_text="Any of these, as people type.")
    question = models.CharField(max_length=160)
    example = models.CharField(max_length=200)

    objects: "models.Manager[VagueWords]" = models.Manager()

    class Meta:
        verbose_name_plural = "vague words"

    def __str__(self) -> str:
        return self.question
