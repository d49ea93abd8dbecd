"""Asking something that may never answer."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
# A hanging server holds a thread each; when these are held, it is known to hang.
_free = threading.BoundedSemaphore(4)


class NoAnswer(Exception):
    """There was no answer in time."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises, or NoAnswer after so many seconds.

    It runs in a thread with a database connection of its own: a server that hangs cannot be
    told to hurry, only not be waited for.
    """
    if not _free.acquire(blocking=False):
        raise NoAnswer("Earlier questions are still not answered.")
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except Exception as error:  # noqa: BLE001
            answer.set_exception(error)
        finally:
            connection.close()
            _free.release()

    threading.Thread(target=run, daemon=True).start()
    try:
        return answer.result(timeout=seconds)
    except TimeoutError as late:
        raise NoAnswer(f"No answer within {seconds} s.") from late
