"""A line that blames a person is found; one that only sounds like it is not."""

import pytest

from incidents.command.blame import blames

NAMES = ("Tom Alvarez", "Priya Nair", "Will Mark", "Grace Lin")


@pytest.mark.parametrize(
    "line",
    [
        "Tom broke it",
        "Tom Alvarez broke the checkout again.",
        "This is Tom's fault",
        "It’s Priya’s mistake, as always",
        "You should have tested this",
        "Tom should've checked the pool",
        "Should have known.",
        "That was stupid",
        "Which idiot deployed this?",
        "Who did this?",
        "who the hell broke checkout",
        "Whose fault is it?",
        "He messed up the migration",
        "She forgot to set a timeout",
        "Priya has screwed it up",
        "I blame Tom",
        "The fault of Grace Lin",
        "Will broke it",
        "My fault, sorry",
    ],
)
def test_it_is_found(line: str) -> None:
    assert blames(line, names=NAMES)


@pytest.mark.parametrize(
    "line",
    [
        "The deploy broke checkout",
        "Tom broke down the traffic by region: all of it is eu-2.",
        "Tom killed the query",
        "Tom is on it; he should have an answer by 14:45.",
        "The pod should have restarted by now",
        "We should have a second region",
        "Segmentation fault in libssl, page fault rate up",
        "fault tolerance is off",
        "Lazy loading of images fails",
        "Who deployed 2026.11.19-3? We need them here.",
        "Who did the last rollback test?",
        "Log says: “you should have set a timeout”",
        "`stupid_mode=true` in the config",
        "> Who did this?",
        "https://wiki.example/who-broke-it/stupid",
        "It will mark the rows; grace period is 5 min",
        "The stupidity_index metric is flat",
        "Tom caused a failover on purpose, as planned",
        "Idiomatic retry logic is missing",
        "The broker broke the connection",
        "",
    ],
)
def test_it_is_left_alone(line: str) -> None:
    assert not blames(line, names=NAMES)


def test_only_people_of_the_incident_are_names() -> None:
    assert blames("Ana broke it", names=("Ana Ruiz",))
    assert not blames("Ana broke it", names=())
    assert not blames("Anaconda broke it", names=("Ana Ruiz",))
