"""Who leads a notice from elsewhere. The page knows no incident: whoever does says so, by the
function that the settings name."""

from django.conf import settings
from django.utils.module_loading import import_string

from statuspage.models import Notice
from statuspage.values import Led


class LedElsewhere(ValueError):
    """The next word is owed by a room that keeps its promises; `led` says which."""

    def __init__(self, led: Led) -> None:
        self.led = led
        super().__init__(
            f"{led.name} leads this notice. Write the update there, so that the promise made to "
            "customers is kept there too."
        )


def led_from(notice: Notice) -> Led | None:
    """The room an open notice is led from; none for what the page says by itself."""
    if notice.has_ended or notice.is_maintenance:
        return None
    found: Led | None = import_string(settings.NOTICES_LED_FROM)(notice.public_id)
    return found


def check_nobody_leads(notice: Notice) -> None:
    """Raises LedElsewhere."""
    led = led_from(notice)
    if led is not None:
        raise LedElsewhere(led)
