"""What a reader would miss in a postmortem: a pure look at its words.

Sources: a cause names the mechanism ("the connection pool exhausted due to missing timeout
configuration"), never "the system failed" and never a person; actions are specific, assigned
and dated; contributing factors are mandatory; vague documents are sent back.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from incidents.learning.models import SECTIONS, CorrectiveAction, Postmortem
from portal.people.models import User

ENOUGH_WHYS = 5
ENOUGH_ACTIONS, MANY_ACTIONS = 3, 5
FEWEST_WORDS, ENOUGH_WORDS = 6, 12
SHORTEST_NAME = 3
REQUIRED = ("summary", "impact", "root_cause", "contributing_factors")
_VAGUE = re.compile(
    r"\b((?:the |our |a )?(?:[\w-]+ )?(?:system|service|server|site|application|app)s? "
    r"(?:was |were |had |just )?(?:failed|failure|crashed|overloaded|down|issues?|problems?)|"
    r"overload(?:ed)?|went down|did ?n[o']t work|some reason|"
    r"(?:an? )?(?:technical )?issues? occurred|something went wrong|human error|"
    r"operator error|glitch(?:es)?|hiccups?|instabilit(?:y|ies)|"
    r"bad luck|unknown)\b",
    re.IGNORECASE,
)
# Words that lead from a symptom to what was behind it.
_MECHANISM = re.compile(
    r"\b(because|due to|since|missing|lacked|without|never|no|not|limit(?:ed)?|default)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(fault of|at fault|whose fault|'s fault|careless(?:ly|ness)?|forgot(?:ten)?|"
    r"should(?: have|'ve) known|human error|operator error|to blame|negligen(?:t|ce)|sloppy|"
    r"incompetent|lazy|inattenti(?:ve|on)|failed to follow|did ?n[o']t bother|mistake (?:of|by)|"
    r"ignored the)",
    re.IGNORECASE,
)
_VAGUE_ACTION = re.compile(
    r"^\s*(improve|better|more|be (?:more )?careful|pay attention|investigate|look into|"
    r"think about|consider|try to|raise awareness|remind|communicate better)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """`must`: mend it before review, or say why not. `place` is the section it speaks of."""

    title: str
    detail: str
    place: str
    must: bool


@dataclass(frozen=True)
class Written:
    """A postmortem as plain values: sections by name, chains as (length, why it ends), actions
    as (text, what it lacks), and the names no cause should hold."""

    sections: Mapping[str, str]
    chains: Sequence[tuple[int, str]] = ()
    actions: Sequence[tuple[str, Sequence[str]]] = ()
    names: frozenset[str] = field(default_factory=frozenset)


def findings(postmortem: Postmortem) -> list[Finding]:
    """Everything the quality panel says about it now, worst first."""
    return judge(
        Written(
            sections={name: getattr(postmortem, name) for name in SECTIONS},
            chains=_chains(postmortem),
            actions=[
                (action.text, action.lacking)
                for action in CorrectiveAction.objects.filter(
                    incident=postmortem.incident
                ).order_by("pk")
            ],
            names=_names(postmortem),
        )
    )


def judge(written: Written) -> list[Finding]:
    found = [
        *_missing(written),
        *_of_the_cause(written),
        *_of_the_whys(written),
        *_of_the_actions(written),
    ]
    return sorted(found, key=lambda one: not one.must)


def praise(found: Sequence[Finding]) -> list[str]:
    """What is good already, for the panel: what was looked for and not found."""
    titles = {one.title for one in found}
    places = {one.place for one in found}
    good = []
    if "The cause blames a person" not in titles:
        good.append("No person is blamed")
    if not any(title.endswith("is empty") for title in titles):
        good.append("Every section is there")
    if "actions" not in places:
        good.append("Actions have owner, date and measure")
    return good


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _missing(written: Written) -> Iterator[Finding]:
    for name in SECTIONS:
        if not written.sections.get(name, "").strip():
            yield Finding(
                f"{_label(name)} is empty", "Readers look for it.", name, name in REQUIRED
            )


def _of_the_cause(written: Written) -> Iterator[Finding]:
    cause = written.sections.get("root_cause", "").strip()
    vague = _VAGUE.search(cause)
    words = len(cause.split())
    if vague:
        explained = words >= ENOUGH_WORDS and _MECHANISM.search(cause) is not None
        yield Finding(
            "Root cause names no mechanism",
            f"“{vague.group(0).strip()}” describes the symptom: which part, at what limit, for "
            "lack of what?",
            "root_cause",
            not explained,
        )
    elif cause and words < FEWEST_WORDS:
        yield Finding(
            "Root cause names no mechanism",
            f"“{cause}” is too short to prevent anything: which part, at what limit, why?",
            "root_cause",
            True,
        )
    for place in ("root_cause", "contributing_factors"):
        text = written.sections.get(place, "")
        blame = _BLAME.search(text)
        named = sorted(name for name in written.names if _holds(text, name))
        if blame or named:
            word = blame.group(0) if blame else named[0]
            detail = f"“{word}”: say what made it possible, not who."
            yield Finding("The cause blames a person", detail, place, True)


def _of_the_whys(written: Written) -> Iterator[Finding]:
    if not written.chains:
        yield Finding("No whys are asked", "Five of them lead to what can change.", "whys", False)
    for number, (length, ends_because) in enumerate(written.chains, start=1):
        if length < ENOUGH_WHYS and not ends_because:
            yield Finding(
                f"Chain {number} stops at {length}",
                "Ask once more, or say why it ends.",
                "whys",
                False,
            )


def _of_the_actions(written: Written) -> Iterator[Finding]:
    count = len(written.actions)
    if count < ENOUGH_ACTIONS:
        yield Finding(
            "Few corrective actions", f"{count} of the 3 to 5 expected.", "actions", count == 0
        )
    elif count > MANY_ACTIONS:
        yield Finding(
            "Many corrective actions", f"{count}: which of them would have helped?", "actions",
            False,
        )  # fmt: skip
    for number, (text, lacking) in enumerate(written.actions, start=1):
        if lacking:
            yield Finding(
                f"Action {number}: no {_listed(lacking)}",
                f"“{text}” cannot be finished.",
                "actions",
                True,
            )
        elif _VAGUE_ACTION.search(text):
            yield Finding(
                f"Action {number} is vague", f"“{text}”: what exactly will exist?", "actions", False
            )


def _listed(words: Sequence[str]) -> str:
    """ "owner", "owner or date", "owner, date or measure"."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _holds(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def _chains(postmortem: Postmortem) -> list[tuple[int, str]]:
    chains: dict[int, tuple[int, str]] = {}
    for why in postmortem.whys.in_order():
        chains[why.chain] = (why.position, why.ends_because)
    return list(chains.values())


def _names(postmortem: Postmortem) -> frozenset[str]:
    """Everybody's full name, and the parts of the names of those who were there."""
    names = set(User.objects.exclude(name="").values_list("name", flat=True))
    there = postmortem.incident.entries.exclude(by=None).values_list("by__name", flat=True)
    for name in {*there, postmortem.owner.name}:
        names |= set(name.split())
    return frozenset(name for name in names if len(name) >= SHORTEST_NAME)
