"""Django may be entered by a few at once; whoever stands before a stuck door is told."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal.checks import gate
from portal.checks.gate import BUSY, Gate


class Slow:
    """An application that answers when it is let go, and knows how many it holds."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.inside = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        try:
            if environ["PATH_INFO"] == "/portal/":
                assert self.go.wait(10)
            start_response("200 OK", [])
            return (b"done",)
        finally:
            with self._lock:
                self.inside -= 1


def ask(door: Gate, path: str = "/portal/") -> bytes:
    return b"".join(door({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, lambda *_: None))


@pytest.fixture
def slow() -> Slow:
    return Slow()


def test_whoever_is_too_many_is_refused_once_nothing_moves(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "STUCK_AFTER", 0.2)
    door = Gate(slow, most=3)
    with ThreadPoolExecutor(8) as people:
        inside = [people.submit(ask, door) for _ in range(3)]
        outside = [people.submit(ask, door) for _ in range(3)]

        assert [one.result(10) for one in outside] == [BUSY] * 3
        assert ask(door, "/healthz") == b"done"
        slow.go.set()
        assert [one.result(10) for one in inside] == [b"done"] * 3

    assert slow.most == 4
    assert ask(door) == b"done"


def test_those_who_come_out_after_long_waiting_are_no_sign_of_life(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "STUCK_AFTER", 0.2)
    turn = threading.Event()

    def gives_up_in_turn(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        assert not turn.wait(0.25 + 0.15 * int(environ["QUERY_STRING"]))
        return (b"gave up",)

    door = Gate(gives_up_in_turn, most=3)

    def come(number: int) -> bytes:
        environ = {"PATH_INFO": "/portal/", "QUERY_STRING": str(number % 3)}
        return b"".join(door(environ, lambda *_: None))

    with ThreadPoolExecutor(12) as people:
        answers = list(people.map(come, range(12)))

    assert answers.count(BUSY) >= 8


def test_nobody_is_refused_while_others_come_and_go(slow: Slow) -> None:
    slow.go.set()
    door = Gate(slow, most=2)
    with ThreadPoolExecutor(16) as people:
        answers = set(people.map(lambda _: ask(door), range(500)))

    assert answers == {b"done"}
    assert slow.most <= 2


def test_a_place_is_free_again_after_an_error() -> None:
    def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise ValueError("broken")

    door = Gate(broken, most=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            ask(door)
