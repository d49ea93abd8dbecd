"""How bad it is, each time somebody knew better."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from incidents.record.actions.record_impact import NothingKnown, record_impact
from incidents.record.models import Impact
from tests.make_record import NOON, make_incident


def test_every_change_is_a_row_and_a_line() -> None:
    incident = make_incident()

    record_impact(incident=incident, by=None, at=NOON, customers_affected=300)
    record_impact(
        incident=incident, by=None, at=NOON + timedelta(minutes=5), customers_affected=18400,
        share=50, revenue_per_hour=52000, support_tickets=40, data_at_risk="no", measured=True,
    )  # fmt: skip

    assert [one.customers_affected for one in incident.impacts.newest_first()] == [18400, 300]
    lines = [one.body for one in incident.entries.of_kind("impact").in_order()]
    assert lines == [
        "300 customers affected (estimated).",
        (
            "18,400 customers affected; 50 % of customers; $52,000 an hour at risk; "
            "data at risk: no; 40 support tickets (measured)."
        ),
    ]


def test_it_refuses_an_impact_without_a_fact() -> None:
    incident = make_incident()

    with pytest.raises(NothingKnown, match="at least one fact"):
        record_impact(incident=incident, by=None, at=NOON)

    assert not incident.impacts.exists()


def test_a_share_is_at_most_everybody() -> None:
    with pytest.raises(ValidationError, match="share"):
        record_impact(incident=make_incident(), by=None, at=NOON, share=101)


@pytest.mark.parametrize(
    "change",
    ["UPDATE record_impact SET share = 1", "DELETE FROM record_impact", "TRUNCATE record_impact"],
)
def test_the_database_refuses_to_rewrite_it(change: str) -> None:
    record_impact(incident=make_incident(), by=None, at=NOON, share=50)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            cursor.execute(change)

    assert Impact.objects.get().share == 50
