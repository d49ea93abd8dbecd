"""What comes in chunks, with no length told, is read whole, under the server that we run."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from portal.web.chunks import MOST_BYTES, Chunks
from tests.running import eventually, free_port

APPLICATION = """
from portal.web.chunks import Chunks

def say(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read(length)]

application = Chunks(say)
"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "saying.py").write_text(APPLICATION)
    found = free_port()
    words = ["--interface", "wsgi", "--port", str(found), "--log-level", "error"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "saying:application"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{Path.cwd()}:{tmp_path}"},
    )

    def answers() -> bool:
        try:
            return say(found, b"", length="0") == b""
        except OSError:
            return False

    try:
        eventually(answers, within=20, what="the web server")
        yield found
    finally:
        process.terminate()
        process.wait(10)


def say(port: int, body: bytes, *, length: str = "") -> bytes:
    """Sent with a length, or else in two chunks."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        headers = {"Content-Length": length} if length else {"Transfer-Encoding": "chunked"}
        pieces = body if length else iter((body[:3], body[3:]))
        line.request("POST", "/", pieces, headers, encode_chunked=not length)
        return line.getresponse().read()


@pytest.mark.processes
def test_chunks_are_read_to_their_end(port: int) -> None:
    assert say(port, b'{"a": 1}') == b'{"a": 1}'
    assert say(port, b'{"a": 1}', length="8") == b'{"a": 1}'


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_has_no_body_is_not_waited_for(method: str) -> None:
    seen = {"REQUEST_METHOD": method, "wsgi.input_terminated": True}

    Chunks(lambda *_: ())(seen, lambda *_: None)

    assert "CONTENT_LENGTH" not in seen


def test_more_than_any_door_takes_is_not_kept_in_memory() -> None:
    endless = BytesIO(bytes(MOST_BYTES + 100))
    seen = {"REQUEST_METHOD": "POST", "wsgi.input_terminated": True, "wsgi.input": endless}

    Chunks(lambda *_: ())(seen, lambda *_: None)

    assert seen["CONTENT_LENGTH"] == str(MOST_BYTES + 1)
    assert endless.tell() == MOST_BYTES + 1
