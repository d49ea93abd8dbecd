"""What customers could not use is remarked on before it is sent."""

import pytest

from incidents.comms.lint import lint, missing
from incidents.comms.models import UpdateTemplate
from incidents.comms.starters import first_gap

NAMES = ["Cardline eu-2", "checkout-api"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Requests to db-7.eu.internal time out.", ["db-7.eu.internal"]),
        ("We restart 10.0.12.7:5432 now.", ["10.0.12.7:5432"]),
        ("It listens on fe80:0:0:1.", ["fe80:0:0:1"]),
        ("See http://grafana/d/abc for more.", ["http://grafana/d/abc"]),
        ("The node web-eu-12 is gone.", ["web-eu-12"]),
        ("The disk at /var/lib/data is full.", ["/var/lib/data"]),
        ("Pods are OOMKilled on Kubernetes.", ["Pods", "OOMKilled", "Kubernetes"]),
        ("We rolled back the hotfix.", ["rolled back", "hotfix"]),
        ("p99 is high, 503s rise.", ["p99", "503s"]),
        ("A NullPointerException in the thread pool.", ["NullPointerException", "thread pool"]),
        ("This SEV1 is INC-147.", ["SEV1", "INC-147"]),
        ("Cardline eu-2 engineers restore it.", ["Cardline eu-2"]),
        ("CHECKOUT-API is slow.", ["CHECKOUT-API"]),
        ("We are experiencing issues.", ["experiencing issues"]),
        ("Some users are affected and it ends shortly.", ["Some users", "shortly"]),
        ("Next update by 15:15.", ["next update"]),
        ("Payments go through again!", ["!"]),
        ("checkout-7d9f8b6c5d-x2x4z restarts.", ["checkout-7d9f8b6c5d-x2x4z"]),
        ("Traceback (most recent call last)", ["Traceback (most recent call last)"]),
        ("at com.pay.Card.charge(Card.java:12)", ["at com.pay.Card.charge(Card.java:12)"]),
        ("We have some issues.", ["some issues"]),
        ("It was human error.", ["human error"]),
        ("Cardline forgot to renew it.", ["forgot to"]),
        ("The problem is fixed.", ["is fixed"]),
        ("All is back to normal.", ["back to normal"]),
        ("It will never happen again.", ["will never happen again"]),
    ],
)
def test_it_remarks_on_what_customers_cannot_use(text: str, words: list[str]) -> None:
    said = {one.word for one in lint(text, internal_names=NAMES)}

    assert set(words) <= said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "About 1 in 2 card payments succeed. No payment was taken twice.",
        "Payments to our card processor time out after 10 s since 13:57 UTC.",
        "Since 14:05 UTC sign-in takes up to 12 s. It is 99.95 % available at www.example.com.",
        "Refund e-mails arrive up to 70 minutes late. 18,400 customers wait.",
        "We test each step before moving traffic back; version 2.4.1 is not affected.",
    ],
)
def test_it_leaves_plain_words_alone(text: str) -> None:
    assert lint(text, internal_names=NAMES) == []


def test_colleagues_may_read_internals() -> None:
    assert lint("Pods on db-7.internal are OOMKilled.", public=False) == []
    assert lint("We hope to be done soon.", public=False) != []


def test_once_it_is_verified_it_may_be_said() -> None:
    assert lint("The problem is fixed since 15:04 UTC.", settled=True) == []


def test_a_word_said_twice_is_one_remark() -> None:
    assert len(lint("A pod, a pod and a Pod.")) == 1


def test_it_asks_for_a_missing_part() -> None:
    assert missing("impact", " ")[0].text == "Impact is empty: who is affected, what still works?"
    assert missing("action", "We switch over.") == []


def test_every_beginning_has_gaps_that_are_found_and_bracketed_words_of_others_are_not() -> None:
    for one in UpdateTemplate.objects.all():
        assert first_gap(one.status + one.impact + one.action)
    assert first_gap("Error [1] is fixed.") == ""
