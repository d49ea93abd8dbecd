"""The links in the mails of requests: signed, for this request and this contact only."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from incidents.oncall.models import Contacted, PermissionRequest

ASKED, PERMISSION = "oncall.asked", "oncall.permission"
GOOD_FOR = timedelta(days=7)


def asked_token(contacted: Contacted) -> str:
    return signing.dumps(contacted.pk, salt=ASKED)


def asked_url(contacted: Contacted) -> str:
    return f"{settings.SITE_URL}{reverse('oncall:asked', args=[asked_token(contacted)])}"


def contacted_of(token: str) -> Contacted | None:
    """Who was asked, by their link; None for a wrong, altered or expired one."""
    found = Contacted.objects.select_related("escalation__incident", "person")
    return found.filter(pk=_pk_in(token, salt=ASKED)).first()


def permission_token(request: PermissionRequest) -> str:
    return signing.dumps(request.pk, salt=PERMISSION)


def permission_url(request: PermissionRequest) -> str:
    return f"{settings.SITE_URL}{reverse('oncall:permission', args=[permission_token(request)])}"


def permission_of(token: str) -> PermissionRequest | None:
    found = PermissionRequest.objects.select_related("incident", "granter", "asked_by")
    return found.filter(pk=_pk_in(token, salt=PERMISSION)).first()


def _pk_in(token: str, *, salt: str) -> int:
    """No row has the key 0."""
    try:
        return int(signing.loads(token, salt=salt, max_age=GOOD_FOR))
    except signing.BadSignature:
        return 0
