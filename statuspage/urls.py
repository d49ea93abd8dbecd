from django.urls import path, re_path

from statuspage.views import pages, subscriptions

app_name = "statuspage"
urlpatterns = [
    path("", pages.published, name="page"),
    path("subscribe/ask/", subscriptions.ask, name="subscribe"),
    path("subscribe/confirm/<str:token>/", subscriptions.confirm, name="confirm"),
    path("unsubscribe/<str:token>/", subscriptions.leave, name="leave"),
    path("subscribe/", pages.published, name="subscribe_page"),
    path("history/", pages.published, name="history"),
    path("incidents/<str:public_id>/", pages.published, name="notice"),
    re_path(r"^(?P<name>api/v2/.+\.json|assets/[\w.-]+)$", pages.published, name="document"),
]
