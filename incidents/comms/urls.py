from django.urls import path

from incidents.comms.views import briefings, cadence, letters, scheduled, support, updates

app_name = "comms"
_HERE = "incidents/<str:reference>/updates/"
urlpatterns = [
    path(_HERE, updates.updates, name="updates"),
    path(f"{_HERE}preview/", updates.preview, name="preview"),
    path(f"{_HERE}no-change/", updates.no_change, name="no_change"),
    path(f"{_HERE}promises/", updates.promises, name="promises"),
    path(f"{_HERE}preview/<slug:audience>/", letters.letter, name="letter"),
    path(f"{_HERE}scheduled/<int:pk>/sending/", scheduled.send_now, name="send_scheduled"),
    path(f"{_HERE}scheduled/<int:pk>/cancellation/", scheduled.cancel, name="cancel_scheduled"),
    path(f"{_HERE}cadence/", cadence.stretch, name="stretch"),
    path("incidents/<str:reference>/briefings/", briefings.of_incident, name="briefings"),
    path("incidents/<str:reference>/support/", support.support, name="support"),
    path("incidents/<str:reference>/support/reports/", support.report, name="support_reports"),
    path("briefings/", briefings.of_all, name="briefings_of_all"),
    path("briefings/<int:pk>/revocation/", briefings.revoke, name="revoke_briefing"),
]
