from django.urls import path

from incidents.comms.views import updates

app_name = "comms"
urlpatterns = [
    path("incidents/<str:reference>/updates/", updates.updates, name="updates"),
    path("incidents/<str:reference>/updates/no-change/", updates.no_change, name="no_change"),
]
