"""What programs send: each within bounds, names instead of numbers."""

from typing import Annotated, Any

from django.http import Http404
from ninja import Query, Schema
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from incidents.catalog.models import Service, UnknownSeverity, parse_severity
from incidents.desk.api.problem import Refused
from portal.people.models import User
from portal.programs.asked import storable
from portal.web.paging import is_cursor

MOST_ROWS = 100
LARGEST = 2**31 - 1


def _severity(value: Any) -> int:
    """A level from "SEV1", "P2", "major" or 3."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("is no severity")  # noqa: TRY004
    try:
        return parse_severity(str(value)[:40])
    except UnknownSeverity as error:
        raise ValueError(str(error)) from error


def _cursor(value: str) -> str:
    if value and not is_cursor(value):
        raise ValueError("is no cursor of ours: send the next_cursor of a page, as it is")
    return value


Level = Annotated[
    int,
    BeforeValidator(_severity),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["SEV1", "P1", "major"]},
                {"type": "integer", "minimum": 0, "maximum": 3},
            ]
        }
    ),
]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(storable)]
Slug = Annotated[str, StringConstraints(max_length=80), AfterValidator(storable)]
Words = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(storable)]
Reason = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(storable)]
Short = Annotated[str, StringConstraints(max_length=200), AfterValidator(storable)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Number = Annotated[int, Field(ge=1, le=LARGEST)]


class Pages(Schema):
    """Which part of a list."""

    cursor: Annotated[
        str, StringConstraints(max_length=200), AfterValidator(storable), AfterValidator(_cursor)
    ] = ""
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50


def the_person(email: str, *, field: str = "person") -> User:
    """Whoever has this address and works here."""
    found: User | None = User.objects.active().filter(email__iexact=email.strip()).first()
    if found is None:
        raise missing(field, f"Nobody with the address {email} works here.")
    return found


def the_services(slugs: list[str]) -> list[Service]:
    found = {one.slug: one for one in Service.objects.filter(slug__in=slugs)}
    unknown = [one for one in slugs if one not in found]
    if unknown:
        raise missing("services", f"There is no service {unknown[0]}. See /api/v1/services.")
    return [found[one] for one in dict.fromkeys(slugs)]


def missing(field: str, detail: str) -> Refused:
    return Refused(422, "invalid", detail, errors=[{"field": field, "detail": detail}])


def absent(what: str) -> Http404:
    return Http404(f"No such {what}.")
