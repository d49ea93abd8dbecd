"""A mail relay on loopback that logs each letter at the moment it accepts it, then answers.

python -m tests.faults.sink PORT LOG [SECONDS each answer is late]

It speaks PIPELINING. How it treats a recipient stands in the address: ``later-3-…`` is
deferred three times, ``never-…`` refused for good, ``mute-…`` accepted, after which the connection
falls silent, ``slow-2-…`` accepted two seconds late.
"""

import asyncio
import json
import os
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path

END_OF_TEXT = b"\r\n.\r\n"
_deferred: Counter[str] = Counter()


class Conversation(asyncio.Protocol):
    """One connection: commands and texts, answered in order."""

    def __init__(self, log: int, late: float) -> None:
        self.log, self.late = log, late
        self.unread = b""
        self.recipient = ""
        self.reads_text = False
        self.answers: asyncio.Queue[tuple[bytes, float]] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.answering = asyncio.ensure_future(self._answer())
        self.say("220 sink")

    def connection_lost(self, exc: Exception | None) -> None:
        self.answering.cancel()

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while self._understand():
            continue

    def say(self, words: str, *, after: float = 0.0) -> None:
        self.answers.put_nowait((words.encode() + b"\r\n", after))

    async def _answer(self) -> None:
        while True:
            words, after = await self.answers.get()
            if after or self.late:
                await asyncio.sleep(after + self.late)
            while not self.answers.empty() and not after:
                more, after = self.answers.get_nowait()
                if after:
                    self.transport.write(words)
                    await asyncio.sleep(after)
                    words = b""
                words += more
            self.transport.write(words)

    def _understand(self) -> bool:
        """Take one command or text from what was read; False when there is no whole one."""
        if self.reads_text:
            text, found, rest = self.unread.partition(END_OF_TEXT)
            if found:
                self.unread, self.reads_text = rest, False
                self._accept(text)
            return bool(found)
        line, found, rest = self.unread.partition(b"\r\n")
        if found:
            self.unread = rest
            self._obey(line.decode(errors="replace"))
        return bool(found)

    def _obey(self, line: str) -> None:
        verb = line[:4].upper()
        if verb == "EHLO":
            self.say("250-sink\r\n250-PIPELINING\r\n250 8BITMIME")
        elif verb == "RCPT":
            self._receive(line.partition("<")[2].partition(">")[0])
        elif verb == "DATA":
            self.reads_text = bool(self.recipient)
            self.say("354 go on" if self.recipient else "503 nobody to send to")
        elif verb == "QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.recipient = ""
            self.say("250 ok")

    def _receive(self, address: str) -> None:
        self.recipient = ""
        if address.startswith("never-"):
            return self.say("550 5.1.1 nobody of that name")
        if address.startswith("later-"):
            _deferred[address] += 1
            if _deferred[address] <= int(address.split("-")[1]):
                return self.say("450 4.2.0 not now")
        self.recipient = address
        return self.say("250 ok")

    def _accept(self, text: bytes) -> None:
        letter = message_from_bytes(text.partition(b"\r\n\r\n")[0])
        entry = {"to": self.recipient, "id": letter["Message-ID"], "subject": letter["Subject"]}
        os.write(self.log, json.dumps(entry).encode() + b"\n")
        if self.recipient.startswith("mute-"):
            self.answering.cancel()
            self.unread = b""
            self.transport.pause_reading()
            return
        late = float(self.recipient.split("-")[1]) if self.recipient.startswith("slow-") else 0.0
        self.say("250 taken", after=late)


async def serve(port: int, path: Path, late: float) -> None:
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = await asyncio.get_running_loop().create_server(
        lambda: Conversation(log, late), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), float((sys.argv + ["0"] * 4)[3])))
