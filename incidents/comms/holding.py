"""The words of an update that no person wrote.

They claim nothing new: what the last person said of the state, since when nothing was heard,
and when the next word comes.
"""

from datetime import datetime, timedelta

from incidents.comms.cadence import cadence_of, latest
from incidents.comms.mailing import spelled
from incidents.comms.models import Audience, Situation, Update, Wording
from incidents.comms.words import Words
from incidents.record.models import Incident

FALLBACK = timedelta(minutes=30)
STILL = {
    Situation.INVESTIGATING: "Still investigating",
    Situation.IDENTIFIED: "Still working on the cause we found",
    Situation.MONITORING: "Still monitoring",
}


def last_said(incident: Incident, audience: Audience) -> Wording | None:
    """The newest words a person had for this audience."""
    return Wording.objects.of(incident).by_people().newest_first().filter(audience=audience).first()


def situation_for(incident: Incident, *, public: bool) -> Situation:
    """How far we are, by the last person who wrote. Customers are never further than they
    were told, and a machine never goes back on it; trouble that is back is investigated."""
    said = Wording.objects.of(incident).by_people().newest_first()
    last = said.filter(audience__public=True).first() if public else said.first()
    if last is None or (incident.is_open and last.update.situation == Situation.RESOLVED):
        return Situation.INVESTIGATING
    return Situation(last.update.situation)


def no_change(last: Wording, *, at: datetime) -> str:
    """ "Still investigating, no change since 14:30 UTC."; where others know more by now, only
    what is true for this audience as well."""
    when = spelled(last.update.at, now=at)
    if last.update.situation == Situation.RESOLVED:
        return f"It is back since we told you at {when} that it was over. We are investigating."
    newest = Update.objects.by_people().filter(incident=last.update.incident_id).newest_first()
    if newest[0].number > last.update.number:
        return f"Still working on it. Our last update to you was at {when}."
    return f"{STILL[Situation(last.update.situation)]}, no change since {when}."


def holding_words(incident: Incident, audience: Audience, *, at: datetime) -> Words:
    """What an audience reads when its promised time passes in silence."""
    last = last_said(incident, audience)
    if last is not None:
        status = no_change(last, at=at)
    elif audience.public:
        status = "We are aware of the problem and are investigating."
    else:
        status = f"We are aware of “{incident.display_title}” and are investigating. No news yet."
    return Words(
        audience=audience,
        status=status,
        impact=last.impact if last else "",
        next_update_at=latest(incident, cadence_of(incident, audience), at=at) or at + FALLBACK,
    )
