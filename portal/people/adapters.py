"""How sign-in differs from allauth's defaults."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.clock.now import database_now
from portal.people.attempts import may_reset, may_try_password, signed_in
from portal.people.devices import device_of, remember
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient
from portal.web.limits import client_network

RESET_MAIL = "account/email/password_reset_key"
LINK = "{{link}}"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are added by managers; nobody signs up. Attempts are counted in the database,
    mail goes through the outbox, and links are built from SITE_URL."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_network(request).partition("/")[0]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        email = credentials.get("email") or credentials.get("username") or ""
        allowed = may_try_password(
            email=email,
            network=client_network(request),
            device=device_of(request, email),
            at=database_now(),
        )
        if not allowed:
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post_login(request, user, **facts)
        device = device_of(request, user.email)
        signed_in(email=user.email, network=client_network(request), device=device)
        remember(response, request, user)
        return response

    def is_safe_url(self, url: str) -> bool:
        """Only paths of ours, whatever host the request names."""
        return bool(super().is_safe_url(url)) and not urlsplit(url).netloc

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.SITE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """By the outbox. The link to a new password is filled in on the way out, so that
        nobody who reads the outbox can follow it."""
        now, link = database_now(), context.get("password_reset_url", "")
        if template_prefix == RESET_MAIL:
            if not may_reset(email=email, at=now):
                return
            context = {**context, "password_reset_url": LINK}
        shown = {**context, "email": email, "request": None, "current_site": _Site()}
        mail = self.render_mail(template_prefix, email, shown)
        has_link = LINK in mail.body
        post.send(
            Draft(
                kind="people.account",
                subject=mail.subject,
                text=mail.body,
                key=f"account:{uuid.uuid4()}",
                lane=Lane.URGENT,
                placeholders=(LINK,) if has_link else (),
                restricted=True,
            ),
            to=[Recipient(address=email, fields={LINK: link} if has_link else {})],
            at=now,
        )


class _Site:
    """What mails say of where they come from."""

    name = "Allclear"
    domain = urlsplit(settings.SITE_URL).netloc
