"""The word that asks another team."""

from incidents.command.slash_words.word import Answer, Refused, Said, SlashWord
from incidents.oncall.actions.ask_team import CannotAsk, TooVague, ask_team
from incidents.oncall.requests.targets import Target, effect_words, targets

NOW = "now "


def _escalate(said: Said) -> Answer:
    """Vague words are questioned; written with "now" before the team they are sent as they are."""
    text = said.text.strip()
    as_it_is = text.casefold().startswith(NOW)
    target, problem = _target_in(text[len(NOW) :].strip() if as_it_is else text, said)
    try:
        request = ask_team(
            incident=said.incident,
            team=target.team,
            vendor=target.vendor,
            problem=problem,
            effect=effect_words(said.incident, target),
            as_it_is=as_it_is,
            key=said.key,
            by=said.by,
            at=said.at,
        )
    except TooVague as refusal:
        asked = refusal.questions[0].words
        again = f"/escalate {NOW}{target.name} …"
        raise Refused(f"{asked} To send it as it is, write {again}") from refusal
    url = f"{said.incident.get_absolute_url()}escalations/#_waiting_for_others"
    return Answer(f"{request.asked} is asked: {request.contact['label']}.", url)


def _target_in(text: str, said: Said) -> tuple[Target, str]:
    """The team, kind or vendor a text begins with, and the words after it."""
    known = targets(said.incident)
    low = text.casefold()
    named = [(word.casefold(), one) for one in known for word in (one.name, one.kind_words)]
    for word, one in sorted(named, key=lambda pair: len(pair[0]), reverse=True):
        if low.startswith(word) and not low[len(word) : len(word) + 1].isalnum():
            return one, text[len(word) :].lstrip(" ,:").strip()
    names = ", ".join(one.name for one in known) or "none yet"
    raise Refused(f"Which team? There are {names}. Example: {ESCALATE.example}")


ESCALATE = SlashWord(
    "escalate", "Ask another team or a vendor",
    "/escalate Database Row locks on payment_transactions since 14:31, error 55P03",
    "oncall.page_people", _escalate, (CannotAsk,), ("ask", "esc"),
)  # fmt: skip
