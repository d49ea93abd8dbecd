"""Named places where a process can be made to fail, so that tests can enumerate them.

Inert unless ``FAILPOINTS`` is set: ``post.left=kill9@3,clock.rung=raise`` kills this process
the third time it passes ``post.left`` and raises at the first ring. `check --deploy` refuses it.
"""

import os
import signal
import time
from dataclasses import dataclass

from django.db import connection


class Failpoint(Exception):
    """What a failpoint raises."""


class UnknownFault(ValueError):
    """FAILPOINTS cannot be read; the text says how it is written."""


@dataclass
class _Armed:
    fault: str
    seconds: float
    passes_left: int


def parse(text: str) -> dict[str, _Armed]:
    """Read ``name=fault[:seconds][@pass]``, comma separated. Raises UnknownFault."""
    armed = {}
    for item in filter(None, text.split(",")):
        name, _, rest = item.partition("=")
        fault, _, passes = rest.partition("@")
        fault, _, seconds = fault.partition(":")
        if fault not in _FAULTS:
            raise UnknownFault(f"{item!r}: a fault is one of {', '.join(_FAULTS)}.")
        armed[name.strip()] = _Armed(fault, float(seconds or 0), int(passes or 1))
    return armed


def failpoint(name: str) -> None:
    """Fail here when armed; otherwise cost nothing."""
    if not _armed:
        return
    here = _armed.get(name)
    if here is None:
        return
    here.passes_left -= 1
    if here.passes_left == 0:
        _FAULTS[here.fault](here.seconds)


def _kill9(seconds: float) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise(seconds: float) -> None:
    raise Failpoint("A failpoint raised.")


def _disconnect(seconds: float) -> None:
    """Cut the connection under Django's feet: the next statement fails."""
    if connection.connection is not None:
        connection.connection.close()


_FAULTS = {"kill9": _kill9, "raise": _raise, "disconnect": _disconnect, "sleep": time.sleep}
_armed = parse(os.environ.get("FAILPOINTS", ""))
