"""What programs send: texts and times, each within bounds."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from portal.web.lines import one_line

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def storable(text: str) -> str:
    """What the database has no place for is refused here, and not there."""
    if "\0" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise ValueError("holds characters that cannot be stored")
    return text


def named(text: str) -> str:
    if not one_line(text):
        raise ValueError("can't be blank")
    return one_line(text)


def _in_our_time(moment: datetime) -> datetime:
    """A time without a zone is UTC."""
    whole = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not EARLIEST <= whole < LATEST:
        raise ValueError("is not a time of this century")
    return whole


def _moment_of_day(value: Any) -> Any:
    """A day is its beginning."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value


Text = Annotated[str, StringConstraints(max_length=25_000), AfterValidator(storable)]
Title = Annotated[
    str, StringConstraints(max_length=200), AfterValidator(storable), AfterValidator(named)
]
Name = Annotated[
    str, StringConstraints(max_length=80), AfterValidator(storable), AfterValidator(named)
]
Note = Annotated[str, StringConstraints(max_length=240), AfterValidator(storable)]
Address = Annotated[str, StringConstraints(max_length=500), AfterValidator(storable)]
Identifier = Annotated[str, StringConstraints(max_length=40), AfterValidator(storable)]
Moment = Annotated[datetime, BeforeValidator(_moment_of_day), AfterValidator(_in_our_time)]
