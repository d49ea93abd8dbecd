from portal.post.models.delivery import Delivery, DeliveryState
from portal.post.models.message import Message
from portal.post.models.setback import PausedDomain, Setback, SetbackKind
from portal.post.models.suppression import Suppression

__all__ = [
    "Delivery",
    "DeliveryState",
    "Message",
    "PausedDomain",
    "Setback",
    "SetbackKind",
    "Suppression",
]
