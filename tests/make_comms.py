"""Builders of communication."""

from itertools import count
from typing import Any

from incidents.comms.actions.post_update import post_update
from incidents.comms.models import Audience, Update
from incidents.comms.words import Words
from incidents.record.models import Incident
from tests.make_record import NOON

_numbers = count(1)


def audience(slug: str = "customers") -> Audience:
    return Audience.objects.get(slug=slug)


def make_update(incident: Incident, *slugs: str, status: str = "Looking.", **facts: Any) -> Update:
    words = [Words(audience(slug), status) for slug in slugs or ("customers",)]
    return post_update(
        **{
            "incident": incident,
            "stage": "update",
            "wordings": words,
            "key": f"test-{next(_numbers)}",
            "by": None,
            "at": NOON,
            "title": "Card payments fail",
            **facts,
        }
    )
