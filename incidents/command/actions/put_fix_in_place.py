"""A fix is in place; whether it helps is not known yet."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from incidents.command.telling import told_of, words_for
from incidents.comms.actions.post_update import post_update
from incidents.comms.models import Situation, Stage
from incidents.mitigation.actions.plan_checks import plan_checks
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, State
from portal.people.models import User

WORDS = "A fix is in place and we are watching it."


@transaction.atomic
def put_fix_in_place(
    *,
    incident: Incident,
    tell: bool = False,
    words: str = WORDS,
    own_words: Mapping[str, str] | None = None,
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> Incident:
    """Begin to verify: plan the checks, and tell everybody who was told, or nobody. Promises and
    paging go on. Raises IllegalTransition, StaleVersion or NobodyTold."""
    move_incident(incident=incident, to=State.VERIFYING, by=by, at=at, version=version)
    plan_checks(incident=incident, by=by, at=at)
    said = words_for(told_of(incident), words=words, own_words=own_words or {}) if tell else []
    if said:
        post_update(
            incident=incident,
            stage=Stage.MITIGATION,
            wordings=said,
            key=f"fix:{incident.pk}:{incident.version}",
            by=by,
            at=at,
            public_status=Situation.MONITORING,
        )
    incident.refresh_from_db()
    return incident
