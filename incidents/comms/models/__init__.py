from incidents.comms.models.audience import Audience, may_be_public
from incidents.comms.models.briefing import BriefingLink, digest
from incidents.comms.models.cadence import Cadence
from incidents.comms.models.draft import ScheduledState, ScheduledUpdate, UpdateDraft
from incidents.comms.models.promise import Promise, PromiseState, Release, tally
from incidents.comms.models.support import SupportBrief
from incidents.comms.models.template import UpdateTemplate
from incidents.comms.models.update import Situation, Stage, Update, Wording

__all__ = [
    "Audience",
    "BriefingLink",
    "Cadence",
    "Promise",
    "PromiseState",
    "Release",
    "ScheduledState",
    "ScheduledUpdate",
    "Situation",
    "Stage",
    "SupportBrief",
    "Update",
    "UpdateDraft",
    "UpdateTemplate",
    "Wording",
    "digest",
    "may_be_public",
    "tally",
]
