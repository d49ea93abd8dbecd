from django.urls import path

from incidents.alerts.views import alertmanager, inbox

app_name = "alerts"
urlpatterns = [
    path("in/alertmanager/", alertmanager.receive, name="alertmanager"),
    path("portal/alerts/", inbox.inbox, name="inbox"),
]
