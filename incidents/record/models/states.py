"""The one state machine of an incident."""

from django.db import models


class State(models.TextChoices):
    REPORTED = "reported", "Reported"
    ACTIVE = "active", "Active"
    VERIFYING = "verifying", "Verifying"
    MONITORING = "monitoring", "Monitoring"
    CLOSED = "closed", "Closed"
    DISMISSED = "dismissed", "Dismissed"
    MERGED = "merged", "Merged"


OPEN = (State.REPORTED, State.ACTIVE, State.VERIFYING)
ENDED = (State.CLOSED, State.DISMISSED, State.MERGED)

# From each state, where an incident may go. Resolving is entering MONITORING.
TRANSITIONS: dict[str, tuple[State, ...]] = {
    State.REPORTED: (State.ACTIVE, State.DISMISSED, State.MERGED),
    State.ACTIVE: (State.VERIFYING, State.MONITORING, State.DISMISSED, State.MERGED),
    State.VERIFYING: (State.ACTIVE, State.MONITORING, State.MERGED),
    State.MONITORING: (State.ACTIVE, State.CLOSED),
    State.CLOSED: (),
    State.DISMISSED: (),
    State.MERGED: (),
}

# The fact that proves a state: the column that must be set in it.
FACTS: dict[str, str] = {
    State.ACTIVE: "activated_at",
    State.VERIFYING: "verifying_at",
    State.MONITORING: "resolved_at",
    State.CLOSED: "closed_at",
    State.DISMISSED: "dismissed_at",
    State.MERGED: "merged_at",
}


class IllegalTransition(Exception):
    """The incident cannot go from its state to the one asked for."""

    def __init__(self, reference: str, current: str, wanted: str) -> None:
        self.current = State(current)
        self.wanted = State(wanted)
        allowed = [state.label.lower() for state in TRANSITIONS[current]]
        what_next = (
            f"From here it can become {' or '.join(allowed)}."
            if allowed
            else "It has ended; declare a new incident if the trouble is back."
        )
        if current == wanted:
            message = f"{reference} is already {self.current.label.lower()}. {what_next}"
        else:
            message = (
                f"{reference} is {self.current.label.lower()} and cannot become "
                f"{self.wanted.label.lower()}. {what_next}"
            )
        super().__init__(message)
