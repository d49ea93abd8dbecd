"""What programs send: pages of lists, and parts of what is there."""

from typing import Annotated, Any

from ninja import Query, Schema

from portal.programs.asked import Note

PER_PAGE = 100


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
