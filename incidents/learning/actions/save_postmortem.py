"""Keep what was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem
from incidents.learning.models import SECTIONS, Postmortem, Revision, Why
from incidents.learning.refusals import NotYoursNow, WrittenMeanwhile
from portal.people.models import User


@dataclass(frozen=True)
class Chain:
    """One chain of whys: questions with their answers, and why it ends where it does."""

    whys: tuple[tuple[str, str], ...]
    ends_because: str = ""


@transaction.atomic
def save_postmortem(
    *,
    postmortem: Postmortem,
    sections: Mapping[str, str],
    chains: Sequence[Chain] | None = None,
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> Postmortem:
    """Write the sections, and the chains of whys when given. Saving what stands there already
    changes nothing; each change is a Revision, written once.

    Raises NotYoursNow, or WrittenMeanwhile with what differs.
    """
    locked = lock_postmortem(postmortem=postmortem, at=at)
    if not locked.is_editable:
        state = locked.get_state_display().lower()
        raise NotYoursNow(f"It is {state}; the text is fixed. Have it sent back to change it.")
    before = written(locked)
    after = before | {name: sections[name].strip() for name in SECTIONS if name in sections}
    if chains is not None:
        after["whys"] = _rows(chains)
    if version is not None and version != locked.version:
        raise WrittenMeanwhile(_who_wrote(locked), _differences(before, after))
    if after == before:
        return locked
    for name in SECTIONS:
        setattr(locked, name, after[name])
    locked.version += 1
    locked.save()
    if after["whys"] != before["whys"]:
        locked.whys.all().delete()
        Why.objects.bulk_create(Why(postmortem=locked, **row) for row in after["whys"])
    Revision.objects.create(postmortem=locked, version=locked.version, by=by, at=at, text=after)
    return locked


def written(postmortem: Postmortem) -> dict[str, Any]:
    """The whole text as plain values: the sections by name, and the rows of the whys."""
    names = ("chain", "position", "question", "answer", "ends_because")
    rows = [dict(row) for row in postmortem.whys.in_order().values(*names)]
    return {name: getattr(postmortem, name) for name in SECTIONS} | {"whys": rows}


def _rows(chains: Sequence[Chain]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    chain_number = 0
    for chain in chains:
        asked = [(q.strip(), a.strip()) for q, a in chain.whys if q.strip() or a.strip()]
        chain_number += bool(asked)
        for position, (question, answer) in enumerate(asked, start=1):
            last = position == len(asked)
            rows.append(
                {
                    "chain": chain_number,
                    "position": position,
                    "question": question,
                    "answer": answer,
                    "ends_because": chain.ends_because.strip() if last else "",
                }
            )
    return rows


def _differences(theirs: dict[str, Any], mine: dict[str, Any]) -> dict[str, str]:
    """Their words, for every field where mine are others."""
    differing = {name: theirs[name] for name in SECTIONS if theirs[name] != mine[name]}
    if theirs["whys"] != mine["whys"]:
        lines = [f"{row['question']} {row['answer']}" for row in theirs["whys"]]
        differing["whys"] = "\n".join(lines)
    return differing


def _who_wrote(postmortem: Postmortem) -> str:
    last = postmortem.revisions.select_related("by").order_by("-version").first()
    if last is None or last.by is None:
        return "Somebody else"
    return f"{last.by} ({last.at.astimezone(UTC):%H:%M} UTC)"
