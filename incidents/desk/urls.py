from django.urls import path

from incidents.desk.views import api, guidance, incidents, now

app_name = "desk"
urlpatterns = [
    path("", now.now, name="now"),
    path("api/", api.api, name="api"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("help/", guidance.how_it_runs, name="help"),
]
