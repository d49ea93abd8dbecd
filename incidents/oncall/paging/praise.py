"""Asking for help is never held against anybody."""

from collections.abc import Sequence
from datetime import UTC

from incidents.oncall.models import Page


def good_call(pages: Sequence[Page]) -> str:
    """“Good call. Ana Ruiz was paged at 14:41 UTC.”"""
    names = ", ".join(str(page.person) for page in pages)
    was = "was" if len(pages) == 1 else "were"
    at = max(page.last_called_at for page in pages).astimezone(UTC)
    return f"Good call. {names} {was} paged at {at:%H:%M} UTC."
