from portal.post.models.delivery import Delivery, DeliveryState
from portal.post.models.message import Message
from portal.post.models.provider import Device, Provider, ProviderKind
from portal.post.models.setback import PausedDomain, Setback, SetbackKind
from portal.post.models.suppression import Suppression

__all__ = [
    "Delivery",
    "DeliveryState",
    "Device",
    "Message",
    "PausedDomain",
    "Provider",
    "ProviderKind",
    "Setback",
    "SetbackKind",
    "Suppression",
]
