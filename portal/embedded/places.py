"""Where the embedded servers keep their files.

Everything lives under one folder (`var/`, or ``ALLCLEAR_VAR``). Unix socket paths
have a limit of about 100 bytes, so a deep checkout gets a short folder instead.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

SOCKET_PATH_LIMIT = 90
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Places:
    """The folders one running Allclear owns; all absolute."""

    var: Path

    @property
    def postgres(self) -> Path:
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        return self.var / "valkey"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def flights(self) -> Path:
        """What workers note of the mail they are sending."""
        return self.var / "flights"

    @property
    def public(self) -> Path:
        """The published status page, as files."""
        return self.var / "public"

    @property
    def mail(self) -> Path:
        """Mail as files, when no mail server is configured."""
        return self.var / "mail"

    @property
    def sockets(self) -> Path:
        """A 0700 folder for unix sockets, short enough for the kernel."""
        wanted = self.var / "run"
        if len(str(wanted / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return wanted
        digest = hashlib.sha256(str(self.var).encode()).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"allclear-{os.getuid()}-{digest}"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def places(root: Path) -> Places:
    """The places of this checkout; ``ALLCLEAR_VAR`` moves them elsewhere."""
    return Places(var=Path(os.environ.get("ALLCLEAR_VAR") or root / "var").resolve())
