from django.urls import path

from incidents.alerts.formats.registry import FORMATS
from incidents.alerts.views import inbox
from incidents.alerts.views.receiving import receiver

app_name = "alerts"
urlpatterns = [
    *(path(one.path, receiver(one), name=str(one.kind)) for one in FORMATS.values()),
    path("portal/alerts/", inbox.inbox, name="inbox"),
]
