"""What the actions of learning refuse, and why."""


class NotReady(ValueError):
    """The postmortem lacks what a reader needs; a reason overrides it."""


class OwnWork(ValueError):
    """Nobody approves or verifies their own work."""


class NoReason(ValueError):
    """A refusal must be explained."""


class NotTheirs(ValueError):
    """Only a manager decides this."""


class NotYoursNow(ValueError):
    """The text cannot be changed in this state."""


class CannotFinish(ValueError):
    """The action is not in a state for this, or lacks what it needs."""


class WrittenMeanwhile(ValueError):
    """Somebody else saved since this was read; `theirs` holds what differs, by field."""

    def __init__(self, who: str, theirs: dict[str, str]) -> None:
        self.theirs = theirs
        super().__init__(
            f"{who} saved meanwhile. Theirs is shown beside yours; put them together and save "
            "again."
        )
