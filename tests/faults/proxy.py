"""A TCP proxy on loopback that can be late, swallow everything, or hang up."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.running import free_port


@dataclass
class FaultProxy:
    """What it does now: `delay` seconds on the way back, `swallow` what comes and answer
    nothing, `refuse` new connections and cut the old ones."""

    target: tuple[str, int] | str
    port: int = field(default_factory=free_port)
    delay: float = 0.0
    swallow: bool = False
    refuse: bool = False
    _open: "set[asyncio.StreamWriter]" = field(default_factory=set)

    async def serve(self, started: threading.Event, stop: asyncio.Event) -> None:
        server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)
        async with server:
            started.set()
            await stop.wait()
            for writer in list(self._open):
                writer.transport.abort()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refuse:
            writer.transport.abort()
            return
        if isinstance(self.target, str):
            onward, outward = await asyncio.open_unix_connection(self.target)
        else:
            onward, outward = await asyncio.open_connection(*self.target)
        self._open |= {writer, outward}
        await asyncio.gather(
            self._pass_on(reader, outward, late=False), self._pass_on(onward, writer, late=True)
        )

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, late: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if self.refuse:
                    break
                if self.swallow:
                    continue
                if late and self.delay:
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
        self._open.discard(writer)


@contextlib.contextmanager
def fault_proxy(target: tuple[str, int] | str) -> Iterator[FaultProxy]:
    """Run one in a thread of its own."""
    proxy, started = FaultProxy(target), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(proxy.serve(started, stop),))
    thread.start()
    started.wait(5)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
        loop.close()
