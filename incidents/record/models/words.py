"""What an incident can be found by."""

import re

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models

from incidents.record.models.incident import Incident

LANGUAGE = "english"
_WORD = re.compile(r"\w+")
MOST_WORDS = 12


class WordsQuerySet(models.QuerySet["Words"]):
    def matching(self, text: str) -> "WordsQuerySet":
        """Those that hold all of these words; of the last one, its beginning is enough."""
        asked = _WORD.findall(text)[:MOST_WORDS]
        if not asked:
            return self.none()
        query = SearchQuery(" & ".join(asked) + ":*", config=LANGUAGE, search_type="raw")
        return self.filter(words=query)


class Words(models.Model):
    """The words of a title and of fifty lines of the timeline beside it, so that what is
    written next stays cheap however long the timeline is. The database keeps it by itself."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="words", db_index=False
    )
    block = models.PositiveIntegerField()
    words = SearchVectorField()

    objects = WordsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "words"
        indexes = (GinIndex(fields=("words",), name="words_found"),)
        constraints = (
            models.UniqueConstraint(fields=("incident", "block"), name="words_of_a_block"),
        )

    def __str__(self) -> str:
        return f"Words of {self.incident.reference}, block {self.block}"
