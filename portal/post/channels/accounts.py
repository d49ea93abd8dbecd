"""As whom a provider knows us, and what stands in when there is none."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import TracebackType

from portal.post.channels.letters import Handover, Letter, Misconfigured, carry_one_by_one


@dataclass(frozen=True)
class Account:
    """What managers set up for one channel, with the secret opened."""

    address: str
    account: str
    secret: str
    sender: str
    repeat_when_unsure: bool = False


class OneLetterSession(ABC):
    """Hands over each letter by a request of its own; nothing is kept open between them."""

    def __enter__(self) -> "OneLetterSession":
        return self

    def __exit__(  # noqa: B027
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def drop(self) -> None:  # noqa: B027
        """Nothing is kept."""

    def carry(self, handover: Handover) -> None:
        carry_one_by_one(self, handover)

    @abstractmethod
    def deliver(self, letter: Letter) -> None:
        """Raises Deferred, Refused, NotTaken or Ambiguous; returning means accepted."""


class NotSetUp(OneLetterSession):
    """Of a channel that managers have not set up, or not completely."""

    def __init__(self, why: str) -> None:
        self.why = why

    def deliver(self, letter: Letter) -> None:
        raise Misconfigured(self.why)
