"""From plain answers to a proposed severity. Unsure counts as the worse answer."""

from dataclasses import dataclass

from django.db import models


class Real(models.TextChoices):
    TWO = "two", "yes, two sources say so"
    ONE = "one", "one source so far"
    UNSURE = "unsure", "not sure"


class Users(models.TextChoices):
    FEW = "few", "one or a few"
    MANY = "many", "many"
    MOST = "most", "most or all"
    UNSURE = "unsure", "not sure"


class YesNo(models.TextChoices):
    YES = "yes", "yes"
    NO = "no", "no"
    UNSURE = "unsure", "not sure"


class WayRound(models.TextChoices):
    EASY = "easy", "yes, easy"
    PAINFUL = "painful", "painful"
    NONE = "none", "no"
    UNSURE = "unsure", "not sure"


@dataclass(frozen=True)
class Answers:
    """What the one who declares knows."""

    users: str = Users.UNSURE
    revenue: str = YesNo.UNSURE
    data: str = YesNo.UNSURE
    way_round: str = WayRound.UNSURE
    critical_path: bool = False
    real: str = Real.UNSURE


@dataclass(frozen=True)
class Proposal:
    level: int
    reason: str


def classify(answers: Answers) -> Proposal:
    """The severity these answers mean, and why, in one sentence."""
    users = Users.MOST if answers.users == Users.UNSURE else Users(answers.users)
    stuck = answers.way_round in {WayRound.NONE, WayRound.UNSURE}
    revenue = answers.revenue in {YesNo.YES, YesNo.UNSURE}
    unsure = _unsure(answers)
    level, reason = _judge(
        data=answers.data,
        users=users,
        revenue=revenue,
        stuck=stuck,
        painful=answers.way_round == WayRound.PAINFUL,
        critical=answers.critical_path,
    )
    if unsure:
        reason += f" Not sure about {unsure}, so the worse is assumed."
    if answers.real != Real.TWO:
        reason += " Have a second source confirm it, while people are on their way."
    return Proposal(level, reason)


def _judge(
    *, data: str, users: Users, revenue: bool, stuck: bool, painful: bool, critical: bool
) -> tuple[int, str]:
    rules = [
        (data == YesNo.YES, 0, "Data is wrong, lost or exposed."),
        (
            users == Users.MOST and revenue and stuck and data == YesNo.UNSURE,
            0,
            "Most cannot work, revenue is lost, and data may be at risk.",
        ),
        (
            users == Users.MOST and revenue and stuck,
            1,
            (
                "Most customers are affected, revenue is lost and there is no way round. "
                "No data is at risk, so it is not SEV0."
            ),
        ),
        (critical and users != Users.FEW, 1, "The critical path is broken for many."),
        (users == Users.MOST and stuck, 1, "Most customers are affected without a way round."),
        (revenue and stuck and users == Users.MANY, 1, "Many customers cannot pay their way."),
        (data == YesNo.UNSURE, 1, "Data may be at risk."),
        (
            users in {Users.MOST, Users.MANY},
            2,
            "Many customers are affected, and there is a way round or no revenue is lost.",
        ),
        (revenue or (stuck and critical), 2, "Few are affected, but it costs revenue."),
        (painful or stuck, 3, "Few customers are affected."),
    ]
    return next(
        ((level, reason) for holds, level, reason in rules if holds),
        (3, "Few customers are affected and there is an easy way round."),
    )


def _unsure(answers: Answers) -> str:
    words = {
        "how many are affected": answers.users,
        "revenue": answers.revenue,
        "data": answers.data,
        "a way round": answers.way_round,
    }
    return ", ".join(name for name, answer in words.items() if answer == "unsure")
