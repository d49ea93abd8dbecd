from django.urls import path

from portal.people.views import account, tokens

app_name = "people"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/tokens/", tokens.tokens, name="tokens"),
]
