"""Whether what was checked says that it is over."""

from collections.abc import Sequence

from incidents.mitigation.models import Check, CheckState
from incidents.record.models import Incident

USERS_FIRST = (
    "The machines look well and users do not: “{name}” failed ({observed}). What users see "
    "counts, whatever the logs say."
)


def checks_of(incident: Incident) -> list[Check]:
    found = Check.objects.filter(incident=incident).select_related("by", "service")
    return list(found.in_order())


def contradiction(checks: Sequence[Check]) -> str:
    """What to say when users still fail while the technical checks pass; else nothing."""
    failing = [one for one in checks if one.counts_as_users and one.state == CheckState.FAILED]
    well = any(one.kind == "technical" and one.state == CheckState.PASSED for one in checks)
    if not failing or not well:
        return ""
    return USERS_FIRST.format(name=failing[0].name, observed=failing[0].observed.rstrip("."))


def lacks_users(checks: Sequence[Check]) -> bool:
    """Whether nobody has said, or answered for not saying, what users see."""
    return not any(one.counts_as_users and one.is_settled for one in checks)


def what_stands_open(checks: Sequence[Check]) -> str:
    """Which checks stand between here and resolved, and what to do; nothing when none does."""
    waiting = [one for one in checks if not one.is_settled]
    if not waiting:
        return ""
    named = "; ".join(_named(one) for one in waiting)
    verb = "check says" if len(waiting) == 1 else "checks say"
    todo = "Look again and write what you see, or let the commander waive it with a reason."
    return " ".join(
        part
        for part in (
            contradiction(checks),
            f"{len(waiting)} {verb} that it is not over: {named}.",
            todo,
        )
        if part
    )


def _named(check: Check) -> str:
    if check.state == CheckState.FAILED:
        return f"{check} (failed: {check.observed.rstrip('.')})"
    return f"{check} (nobody has looked)"


def tally(checks: Sequence[Check]) -> str:
    """ "2 of 4 checks pass"."""
    if not checks:
        return "no checks yet"
    settled = sum(one.is_settled for one in checks)
    return f"{settled} of {len(checks)} settled"
