"""What programs send: texts, ids and pages of lists, each within bounds."""

from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import AfterValidator, StringConstraints

from portal.web.lines import one_line

PER_PAGE = 100


def _storable(text: str) -> str:
    """What the database has no place for is refused here, and not there."""
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise ValueError("holds characters that cannot be stored")
    return text


def _named(text: str) -> str:
    if not one_line(text):
        raise ValueError("can't be blank")
    return one_line(text)


Text = Annotated[str, StringConstraints(max_length=25_000), AfterValidator(_storable)]
Title = Annotated[
    str, StringConstraints(max_length=200), AfterValidator(_storable), AfterValidator(_named)
]
Name = Annotated[
    str, StringConstraints(max_length=80), AfterValidator(_storable), AfterValidator(_named)
]
Note = Annotated[str, StringConstraints(max_length=240), AfterValidator(_storable)]
Address = Annotated[str, StringConstraints(max_length=500), AfterValidator(_storable)]
Identifier = Annotated[str, StringConstraints(max_length=40), AfterValidator(_storable)]


class Pages(Schema):
    """Which part of a list; beyond its end there is nothing, whatever a program counts in."""

    page: Annotated[int, Query(ge=0, le=1_000_000)] = 1
    per_page: Annotated[int, Query(ge=1, le=1_000)] = PER_PAGE
    limit: Annotated[int | None, Query(ge=1, le=1_000)] = None

    def of(self, rows: Any) -> list[Any]:
        """The part of a list or a queryset."""
        size = min(self.limit or self.per_page, PER_PAGE)
        begins = max(self.page - 1, 0) * size
        return list(rows[begins : begins + size])


def given(said: Schema, /, **names: str) -> dict[str, Any]:
    """What the program said of these, by our names for them; null says nothing."""
    found = {ours: getattr(said, theirs) for theirs, ours in names.items()}
    return {ours: value for ours, value in found.items() if value is not None}


class Search(Schema):
    q: Note = ""
