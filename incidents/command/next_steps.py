"""The one next step: the first rule that has something to say.

A rule is a function of the situation (`steps/situation.py`) in a module of `steps/`. Its place
in these lists is its weight: what a calm senior would look at first stands first.
"""

from datetime import datetime

from incidents.command.steps import ending, mending, others, staffing, telling
from incidents.command.steps.situation import Situation
from incidents.command.steps.step import Rule, Step
from incidents.record.models import Incident
from portal.people.models import User

WHILE_OPEN: tuple[Rule, ...] = (
    telling.late_promise,
    staffing.nobody_left,
    staffing.nobody_in_command,
    staffing.unanswered_page,
    telling.first_update,
    telling.promise_near,
    staffing.required_role_vacant,
    mending.impact_unknown,
    others.answer_near,
    mending.silent_task,
    mending.change_not_looked_at,
    others.workaround_first,
    mending.no_mitigation,
    mending.stabilise_target_near,
    others.right_to_take_back,
    staffing.tired_commander,
    mending.say_the_fix,
    mending.verify,
)
AFTER: tuple[Rule, ...] = (
    ending.check_in_due,
    others.right_to_take_back,
    ending.postmortem_owed,
    ending.watch_then_close,
)
OF_TAB: dict[str, tuple[Rule, ...]] = {"escalations": (others.answer_waited_for,)}
NOTHING_LEFT = Step("Nothing is left to do here")


def next_step(
    incident: Incident, *, at: datetime, viewer: User | None = None, tab: str = ""
) -> Step:
    """What is due first, with the buttons that `viewer` may press; on a tab of its own what
    belongs there."""
    now = Situation(incident, at=at, viewer=viewer)
    rules = WHILE_OPEN if incident.is_open else AFTER
    for rule in (*OF_TAB.get(tab, ()), *rules):
        step = rule(now)
        if step is not None:
            return step.seen_by(viewer)
    return NOTHING_LEFT
