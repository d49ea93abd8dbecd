from django.urls import path

from incidents.comms.views import cadence, updates

app_name = "comms"
_HERE = "incidents/<str:reference>/updates/"
urlpatterns = [
    path(_HERE, updates.updates, name="updates"),
    path(f"{_HERE}preview/", updates.preview, name="preview"),
    path(f"{_HERE}no-change/", updates.no_change, name="no_change"),
    path(f"{_HERE}promises/", updates.promises, name="promises"),
    path(f"{_HERE}cadence/", cadence.stretch, name="stretch"),
]
