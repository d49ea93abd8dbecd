"""Publish an example page into ALLCLEAR_VAR with a database that ends with this process."""

import tests.embedded_database  # noqa: F401  (before Django reads its settings)

# isort: split
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
GROUPS, MEMBERS, NOTICES = 4, 5, 3


def fill(*, groups: int = GROUPS, members: int = MEMBERS, notices: int = NOTICES) -> None:
    """Components with 90 days of bars, and open notices with words of usual length."""
