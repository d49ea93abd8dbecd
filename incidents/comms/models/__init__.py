from incidents.comms.models.audience import Audience, may_be_public
from incidents.comms.models.cadence import Cadence
from incidents.comms.models.promise import Promise, PromiseState, tally
from incidents.comms.models.update import Situation, Stage, Update, Wording

__all__ = [
    "Audience",
    "Cadence",
    "Promise",
    "PromiseState",
    "Situation",
    "Stage",
    "Update",
    "Wording",
    "may_be_public",
    "tally",
]
