"""Where keys pressed in a call come in."""

import base64
import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.post.answering import NotTaken, Pressed, answered_delivery, take_answer
from portal.post.channels.spoken import reply
from portal.post.drafts import Channel
from portal.post.models import Delivery
from portal.post.ways import NotReady, account_for

UNHEARD = "That key means nothing here. Goodbye."


@require_POST
@login_not_required
@csrf_exempt
def call(request: HttpRequest, token: str) -> HttpResponse:
    """Signed by the provider with the account's token: who picked the call up has pressed."""
    found = answered_delivery(token)
    calls = Delivery.objects.filter(channel=Channel.VOICE).select_related("message", "person")
    delivery = None if found is None else calls.filter(pk=found).first()
    if delivery is None or delivery.person is None:
        raise Http404("No call of ours can be answered here.")
    try:
        form = QueryDict(request.body, encoding="utf-8")
        secret = account_for(Channel.VOICE).secret
    except (RequestDataTooBig, NotReady) as error:
        raise Http404("No calls are answered here.") from error
    url = f"{settings.SITE_URL}{request.get_full_path()}"
    if not is_from_provider(url, form, request.headers.get("X-Twilio-Signature", ""), secret):
        return HttpResponse("The signature is missing or wrong.\n", status=403)
    return HttpResponse(reply(_taken(delivery, form.get("Digits", ""))), content_type="text/xml")


def _taken(delivery: Delivery, digits: str) -> str:
    message = delivery.message
    words = {str(key): word for key, word in enumerate(message.answers, start=1)}
    if digits not in words or delivery.person is None:
        return UNHEARD
    pressed = Pressed(
        pk=message.about_pk,
        person=delivery.person,
        word=words[digits],
        via="call",
        at=timezone.now(),
    )
    try:
        return take_answer(label=message.about_label, pressed=pressed)
    except NotTaken as refusal:
        return str(refusal)


def is_from_provider(url: str, form: QueryDict, signature: str, secret: str) -> bool:
    """https://www.twilio.com/docs/usage/security#validating-requests"""
    pairs = sorted((name, value) for name in form for value in set(form.getlist(name)))
    said = url + "".join(f"{name}{value}" for name, value in pairs)
    digest = hmac.new(secret.encode(), said.encode(), hashlib.sha1).digest()
    return hmac.compare_digest(base64.b64encode(digest), signature.encode())
