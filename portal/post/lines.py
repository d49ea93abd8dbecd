"""Lines to the outside: sessions kept open from batch to batch, each driven by a thread."""

import contextlib
import logging
import select
import socket
import threading
from contextlib import ExitStack

from portal.post.batches import Batch
from portal.post.channels.letters import Unreachable
from portal.post.channels.registry import Session, open_session

logger = logging.getLogger("allclear.post")


class Lines:
    """The open sessions of one pass over a lane, by channel."""

    def __init__(self) -> None:
        self._open: dict[str, list[tuple[Session, ExitStack]]] = {}

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        for lines in self._open.values():
            for _session, closing in lines:
                closing.close()

    def start(self, batch: Batch, *, channel: str, count: int) -> "Running":
        """Have `count` lines carry a batch, each in a thread of its own."""
        lines = self._open.setdefault(channel, [])
        while len(lines) < count:
            closing = ExitStack()
            lines.append((closing.enter_context(open_session(channel)), closing))
        return Running(batch, [session for session, _ in lines[:count]])


class Running:
    """Threads under way with one batch; `wait` wakes when the last of them is done."""

    def __init__(self, batch: Batch, sessions: list[Session]) -> None:
        self._bell, self._done = socket.socketpair()
        self._threads = [
            threading.Thread(target=self._carry, args=(batch, session), daemon=True)
            for session in sessions
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_running(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def wait(self, seconds: float, *, also: int | None = None) -> bool:
        """Until a thread ends, the file `also` can be read, or time is up; seconds. Whether
        `also` can be read."""
        watched = [self._bell.fileno(), *([also] if also is not None else [])]
        readable, _, _ = select.select(watched, [], [], seconds)
        if self._bell.fileno() in readable:
            self._bell.recv(len(self._threads))
            for thread in self._threads:
                thread.join(0.01)
        return also in readable

    def close(self) -> None:
        self._bell.close()
        if not self.is_running:
            self._done.close()

    def _carry(self, batch: Batch, session: Session) -> None:
        try:
            session.carry(batch)
        except Unreachable as error:
            batch.way_is_shut(str(error))
        except Exception as error:
            logger.exception("a line broke")
            batch.way_is_shut(f"{type(error).__name__}: {error}")
            session.drop()
        finally:
            with contextlib.suppress(OSError):
                self._done.send(b".")
