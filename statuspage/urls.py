from django.urls import path, re_path, register_converter

from statuspage.converters import Language
from statuspage.views import managing, members, pages, subscriptions

# What is published and no page for people.
DOCUMENTS = "|".join(
    (
        r"api/v2/.+\.json",
        r"assets/[\w.-]+",
        r"history\.atom",
        r"history\.rss",
        r"updates\.atom",
        r"maintenance\.ics",
        r"components/[a-z0-9]+/maintenance\.ics",
        r"badge\.svg",
        r"components/[a-z0-9]+/badge\.svg",
        r"embed/",
        r"embed/frame",
        r"embed/status\.js",
        r"embed/status\.json",
        r"robots\.txt",
        r"\.well-known/security\.txt",
    )
)

register_converter(Language, "language")

app_name = "statuspage"
urlpatterns = [
    path("", pages.published, name="page"),
    path("subscribe/ask/", subscriptions.ask, name="subscribe"),
    path("subscribe/link/", subscriptions.ask_for_link, name="subscription_link"),
    path("subscribe/confirm/<str:token>/", subscriptions.confirm, name="confirm"),
    path("subscribe/manage/<str:token>/", managing.manage, name="manage"),
    path("subscribe/manage/<str:token>/secret/", managing.secret, name="secret"),
    path("subscribe/manage/<str:token>/test/", managing.test, name="test"),
    path("subscribe/manage/<str:token>/resumption/", managing.resumption, name="resumption"),
    path("subscribe/manage/<str:token>/export/", managing.export, name="export"),
    path("subscribe/manage/<str:token>/erasure/", managing.erasure, name="erasure"),
    path("unsubscribe/<str:token>/", subscriptions.leave, name="leave"),
    path("subscribe/", pages.published, name="subscribe_page"),
    path("history/", pages.published, name="history"),
    path("history/<int:year>/", pages.published, name="year"),
    path("uptime/", pages.published, name="uptime"),
    path("uptime/<str:component_id>/", pages.published, name="component"),
    path("maintenance/", pages.published, name="maintenance"),
    path("incidents/<str:public_id>/", pages.published, name="notice"),
    path("<language:language>/", pages.published, name="in_another_language"),
    path("<language:language>/<path:rest>", pages.published, name="in_another_language"),
    path("members/", members.members, name="members"),
    path("members/<path:rest>", members.members, name="members_page"),
    re_path(rf"^(?P<name>{DOCUMENTS})$", pages.published, name="document"),
]
