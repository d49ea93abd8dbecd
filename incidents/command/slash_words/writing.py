"""Words that write a line of the timeline."""

from collections.abc import Callable

from incidents.command.slash_words.word import Answer, Said, SlashWord
from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.models.entry import EntryKind

WORK = "record.work_incident"


def write(kind: str) -> Callable[[Said], Answer]:
    label = EntryKind(kind).label

    def act(said: Said) -> Answer:
        entry = add_entry(
            incident=said.incident,
            kind=kind,
            body=said.text,
            by=said.by,
            at=said.at,
            occurred_at=said.occurred_at,
            key=said.key,
            files=said.files,
        )
        return Answer(f"{label} added.", f"{said.incident.get_absolute_url()}#entry-{entry.seq}")

    return act


def _word(kind: str, word: str, does: str, example: str, *aliases: str) -> SlashWord:
    return SlashWord(word, does, example, WORK, write(kind), (EmptyEntry,), aliases)


NOTE = _word("note", "note", "Note something", "/note @13:57 The pool began to fill", "n")
DECISION = _word(
    "decision", "decision", "Record a decision",
    "/decision Stay on the backup. Instead of: pausing checkout", "decide", "d",
)  # fmt: skip
EVIDENCE = _word(
    "evidence", "evidence", "Record what was seen",
    "/evidence Backup holds at 50 % for 13 minutes", "finding", "ev",
)  # fmt: skip
ACTION = _word(
    "action", "action", "Say what you do to production",
    "/action Switching to the backup processor, RB-12 step 4", "do",
)  # fmt: skip
FIRST_SIGNAL = _word(
    "first_signal", "first-signal", "Say when it first showed",
    "/first-signal @13:57 Timeouts in checkout-api", "first", "signal",
)  # fmt: skip
WORDS = (NOTE, DECISION, EVIDENCE, ACTION, FIRST_SIGNAL)
