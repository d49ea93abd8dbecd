from django.urls import path

from incidents.alerts.formats.registry import DOORS
from incidents.alerts.views import inbox
from incidents.alerts.views.receiving import receiver

app_name = "alerts"
urlpatterns = [
    *(path(one.path, receiver(one)) for one in DOORS),
    path("portal/alerts/", inbox.inbox, name="inbox"),
]
