"""Sign-in by allauth, without what a person does not do here: addresses are given and
changed by managers, and nobody signs in by a mailed code."""

from allauth.account.urls import urlpatterns as account
from django.urls import include, path

CLOSED = {
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
}
urlpatterns = [
    *[one for one in account if one.name not in CLOSED],
    path("2fa/", include("allauth.mfa.urls")),
]
