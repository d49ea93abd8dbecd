"""Addresses nothing more is sent to."""

import hashlib
import hmac

from django.conf import settings
from django.db import models


def fingerprint(channel: str, address: str) -> str:
    """A keyed digest, so that the table holds no address."""
    key = hashlib.sha256(b"suppression" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{channel}:{address.lower()}".encode(), "sha256").hexdigest()


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def holding(self, channel: str, addresses: list[str]) -> set[str]:
        """Those of the addresses that are suppressed."""
        by_print = {fingerprint(channel, address): address for address in addresses}
        found = self.filter(fingerprint__in=by_print).values_list("fingerprint", flat=True)
        return {by_print[one] for one in found}


class Suppression(models.Model):
    """A permanent refusal, remembered by the address's keyed digest only."""

    fingerprint = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=240)
    at = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.fingerprint[:12]}…: {self.reason}"
