from django.urls import path

from incidents.desk.views import guidance, incidents, now

app_name = "desk"
urlpatterns = [
    path("", now.now, name="now"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("help/", guidance.how_it_runs, name="help"),
]
