"""Days on which people work."""

from datetime import datetime, timedelta

SATURDAY = 5


def after_business_days(start: datetime, days: int) -> datetime:
    """The same time of day, that many Mondays to Fridays later."""
    moment = start
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < SATURDAY
    return moment
