"""Refusing who cannot prove who they are."""

from incidents.alerts.models import Integration


class NotProven(Exception):
    """Nobody we know sent this; the text says what to look at. `suspect`: the one integration
    that it was most likely meant for."""

    def __init__(self, why: str, *, suspect: Integration | None = None) -> None:
        super().__init__(why)
        self.suspect = suspect
