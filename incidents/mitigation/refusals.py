"""Why something about a check cannot be done, in words."""


class CannotCheck(ValueError):
    """A check that says too little, or that cannot change any more."""


class OnlyTheCommander(PermissionError):
    """Somebody else than the commander wanted to do without a check."""


class NotVerified(ValueError):
    """Nothing says yet that it works again; the text names what is missing."""
