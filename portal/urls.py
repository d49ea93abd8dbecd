"""Every address, each area by its string."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("portal.people.account_urls")),
    path("in/", include("incidents.desk.intake_urls")),
    path("in/mail/", include("portal.post.intake_urls")),
    path("in/voice/", include("portal.post.phone_urls")),
    path("portal/outbox/", include("portal.post.urls")),
    path("portal/", include("portal.post.ways_urls")),
    path("portal/status-page/", include("statuspage.desk_urls")),
    path("portal/", include("incidents.desk.urls")),
    path("portal/", include("incidents.command.urls")),
    path("portal/", include("incidents.comms.urls")),
    path("portal/", include("incidents.mitigation.urls")),
    path("portal/", include("incidents.oncall.urls")),
    path("portal/", include("incidents.learning.urls")),
    path("portal/", include("incidents.catalog.urls")),
    path("portal/", include("portal.people.urls")),
    path("briefing/", include("incidents.comms.briefing_urls")),
    path("", include("incidents.alerts.urls")),
    path("", include("portal.checks.urls")),
    path("", include("statuspage.urls")),
]
