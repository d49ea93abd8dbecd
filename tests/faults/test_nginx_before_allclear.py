"""nginx serves what is published as Allclear would, and alone when Allclear is dead."""

import contextlib
import http.client
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.running import ROOT, RunningAllclear, eventually, free_port, running_allclear

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(databases=[]),
    pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed"),
]
AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/allclear.conf;
}}
"""
# Of nginx, of the connection, or made from the moment.
OWN = {"server", "date", "connection", "etag", "last-modified", "accept-ranges", "keep-alive",
       "transfer-encoding", "x-request-id"}  # fmt: skip


@dataclass
class Answer:
    status: int
    headers: dict[str, list[str]]
    body: bytes


def ask(url: str, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    where = urlsplit(url)
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
    with contextlib.closing(line):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            line.request(method, path, body or None, named)
        answer = line.getresponse()
        found: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        return Answer(answer.status, found, answer.read())


def ours(answer: Answer) -> dict[str, list[str]]:
    return {name: values for name, values in answer.headers.items() if name not in OWN}


def write_configuration(folder: Path, *, app: str, public: Path, port: int) -> Path:
    """The delivered file with the three values everybody changes."""
    text = (ROOT / "portal" / "deploy" / "nginx.conf").read_text()
    for old, new in (
        ("server 127.0.0.1:8000;", f"server {urlsplit(app).netloc};"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("root /srv/allclear/public;", f"root {public};"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / "allclear.conf").write_text(text)
    whole = folder / "nginx.conf"
    whole.write_text(AROUND.format(folder=folder))
    return whole


@contextlib.contextmanager
def nginx(folder: Path, *, app: str, public: Path) -> Iterator[str]:
    folder.mkdir()
    port = free_port()
    configuration = write_configuration(folder, app=app, public=public, port=port)
    checked = subprocess.run(
        [NGINX, "-t", "-c", configuration], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([NGINX, "-c", configuration], stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        with contextlib.suppress(ConnectionRefusedError):
            return bool(ask(url, "/").status)
        return False

    try:
        eventually(answers, within=10, what="nginx")
        yield url
    finally:
        process.terminate()
        process.wait(10)


def everything_published_is_the_same(allclear: RunningAllclear, url: str) -> None:
    manifest = json.loads((allclear.var / "public" / ".manifest.json").read_text())
    assert len(manifest["rows"]) > 10
    for path in manifest["rows"]:
        for accepts in ("identity", "gzip"):
            files = ask(url, path, accept_encoding=accepts)
            app = ask(allclear.url, path, accept_encoding=accepts)
            assert files.status == app.status == 200, path
            assert "etag" in files.headers
            assert ours(files) == ours(app), path
            assert files.body == app.body


def the_rest_is_allclears(allclear: RunningAllclear, url: str) -> None:
    portal = ask(url, "/portal/")
    assert portal.status == 302
    assert portal.headers["location"] == ["/account/login/?next=/portal/"]
    assert portal.headers["cache-control"] == ["no-store, private"]
    assert len(portal.headers["x-request-id"]) == 1
    sign_in = ask(url, "/account/login/")
    assert sign_in.status == 200
    assert ours(sign_in).keys() >= {"content-security-policy", "x-frame-options"}
    assert all(len(values) == 1 for name, values in ours(sign_in).items() if "cookie" not in name)
    for path in ("/.manifest.json", "/.lock", "/index.html", "/index.html.gz", "/nowhere"):
        assert ask(url, path).status == 404, path
    preflight = ask(url, "/api/v2/summary.json", "OPTIONS")
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == ["*"]
    assert ask(url, "/", "POST", b"x=1").status == ask(allclear.url, "/", "POST", b"x=1").status
    assert ask(url, "/embed/frame.html").status == 404
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        assert ask(url, "/v1/pages/x/components/y", method).status in {401, 405}
    large = ask(url, "/in/alertmanager/", "POST", b"x" * 1_000_000)
    assert large.status == 413
    metrics = ask(url, "/metrics", host="127.0.0.1", x_forwarded_for="127.0.0.1")
    assert metrics.status == 401


def test_nginx_serves_the_files_and_passes_the_rest_on(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with contextlib.ExitStack() as stays:
        with running_allclear(var) as allclear:
            assert ask(allclear.url, "/").status == 200
            url = stays.enter_context(
                nginx(tmp_path / "nginx", app=allclear.url, public=var / "public")
            )
            everything_published_is_the_same(allclear, url)
            the_rest_is_allclears(allclear, url)

        page = ask(url, "/")
        assert page.status == 200
        assert page.body == (var / "public" / "index.html").read_bytes()
        dead = ask(url, "/portal/")
        assert dead.status == 503
        assert dead.headers["cache-control"] == ["no-store"]
        assert b"The status page at / does." in dead.body
        flood = [ask(url, "/account/login/").status for _ in range(60)]
        assert 429 in flood
        (var / "public" / "history" / "index.html").unlink()
        (var / "public" / "history" / "index.html.gz").unlink()
        assert ask(url, "/history/").status == 503
