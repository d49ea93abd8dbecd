"""How a kind of failure looks, what to check first, and what usually mends it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

TITLE_COUNTS = 3


class DiagnosticGuideQuerySet(models.QuerySet["DiagnosticGuide"]):
    def in_order(self) -> "DiagnosticGuideQuerySet":
        return self.order_by("family", "position", "title")


class Family(models.TextChoices):
    DEPLOYMENT = "deployment", "Deployments and changes"
    KUBERNETES = "kubernetes", "Kubernetes"
    DATABASE = "database", "Databases"
    API = "api", "APIs, tokens and certificates"
    CAPACITY = "capacity", "Queues, quotas and capacity"
    OUTSIDE = "outside", "Vendors and regions"
    BEHAVIOUR = "behaviour", "Hard to read"


class DiagnosticGuide(models.Model):
    """For one failure class. Offered in a room whose lines hold one of its words."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120, unique=True)
    family = models.CharField(max_length=20, choices=Family, default=Family.BEHAVIOUR)
    position = models.PositiveSmallIntegerField(default=1)
    looks_like = models.TextField(help_text="What people and screens show.")
    first_checks = models.TextField(help_text="One a line, the quickest first.")
    usual_fix = models.TextField(help_text="What restores service. The cause is found after.")
    escalate_when = models.TextField(help_text="From when on it is not yours alone.")
    escalate_to = models.CharField(max_length=160, help_text="Whom, and what they need to hear.")
    match_words = models.TextField(
        help_text="One word or phrase a line; each is looked for in titles, alerts and entries."
    )
    history = HistoricalRecords()

    objects = DiagnosticGuideQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:guide", args=[self.slug])

    @property
    def checks(self) -> list[str]:
        return _lines(self.first_checks)

    @property
    def words(self) -> list[str]:
        return _lines(self.match_words)

    @cached_property
    def _found(self) -> "re.Pattern[str] | None":
        words = sorted(self.words, key=len, reverse=True)
        if not words:
            return None
        either = "|".join(re.escape(word) for word in words)
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def clean(self) -> None:
        if not self.words:
            raise ValidationError({"match_words": "Without a word it is never offered."})
        if not self.checks:
            raise ValidationError({"first_checks": "Give at least one check."})

    def found_in(self, text: str) -> set[str]:
        """Which of its words stand in the text, in small letters."""
        if self._found is None:
            return set()
        return {found.lower() for found in self._found.findall(text)}


@dataclass(frozen=True)
class MatchedGuide:
    """A guide with the words it was found by."""

    guide: DiagnosticGuide
    words: tuple[str, ...]
    weight: int

    @property
    def why(self) -> str:
        return f"Because of {', '.join(f'“{word}”' for word in self.words)}"


def match_guides(
    guides: Iterable[DiagnosticGuide], *, title: str, lines: Iterable[str]
) -> list[MatchedGuide]:
    """Those with a word in the title or a line, the most telling first: each different word
    counts once, three times where it stands in the title."""
    text = "\n".join(lines)
    matched = []
    for guide in guides:
        in_title = guide.found_in(title)
        words = in_title | guide.found_in(text)
        if words:
            weight = len(words) + (TITLE_COUNTS - 1) * len(in_title)
            matched.append(MatchedGuide(guide, tuple(sorted(words)), weight))
    return sorted(matched, key=lambda one: (-one.weight, one.guide.title))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
