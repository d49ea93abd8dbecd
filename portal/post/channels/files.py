"""E-mail as files, for a machine without a mail server."""

import os
import re
from pathlib import Path
from types import TracebackType

from portal.post.channels.letters import Handover, Letter, Unreachable, carry_one_by_one

_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]")


class FileSession:
    """Writes each letter as `<message id>.eml`; writing it twice gives one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "FileSession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def drop(self) -> None:
        """Nothing is open."""

    def carry(self, handover: Handover) -> None:
        carry_one_by_one(self, handover)

    def deliver(self, letter: Letter) -> None:
        name = _UNSAFE.sub("_", f"{letter.message_id.strip('<>')}.{letter.address}")[:180]
        temporary = self.folder / f".{name}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(letter.data)
            temporary.rename(self.folder / f"{name}.eml")
        except OSError as error:
            raise Unreachable(f"{self.folder} cannot be written: {error}") from error
