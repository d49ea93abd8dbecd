"""Descriptions of APIs, held against whatever anybody sends."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def careful(examples: int) -> settings:
    """The same ones at each run, however slow."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def operations(described: dict[str, Any]) -> list[Any]:
    found: Iterable[Any] = schemathesis.openapi.from_dict(described).get_all_operations()
    return [one.ok() for one in found]


def hold(
    found: Iterable[Any],
    *,
    at: str,
    headers: dict[str, str],
    speak: Callable[[Any], None],
    examples: int,
) -> Counter[int]:
    """Ask each operation at an address, three times out of four `speak`ing of what is there;
    nothing that is asked stays. How often each status came."""
    came: Counter[int] = Counter()
    for operation in found:

        @careful(examples)
        @given(case=operation.as_strategy(), known=st.sampled_from([True, True, True, False]))
        def holds(case: Any, known: bool) -> None:
            if known:
                speak(case)
            with transaction.atomic():
                answer = case.call_and_validate(base_url=at, headers=headers, checks=CHECKS)
                transaction.set_rollback(True)
            came[answer.status_code] += 1

        holds()
    return came
