"""How soon a vendor answers, on its page."""

from typing import Any, cast

from django import template
from django.utils import timezone

from incidents.catalog.models import Vendor
from incidents.oncall.requests.reply_times import COUNTED, asked_lately, reply_times
from portal.people.models import User

register = template.Library()


@register.inclusion_tag("incidents/oncall/_replies.html", takes_context=True)
def replies_of_vendor(context: dict[str, Any], vendor: Vendor) -> dict[str, Any]:
    """Counted over the incidents that the reader may see."""
    user, now = cast(User, context["request"].user), timezone.now()
    asked = asked_lately(user, at=now).filter(vendor=vendor)
    return {"times": next(iter(reply_times(asked, at=now)), None), "days": COUNTED.days}
