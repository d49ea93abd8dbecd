from incidents.comms.models.audience import Audience
from incidents.comms.models.promise import Promise, PromiseState
from incidents.comms.models.update import Stage, Update, Wording

__all__ = ["Audience", "Promise", "PromiseState", "Stage", "Update", "Wording"]
