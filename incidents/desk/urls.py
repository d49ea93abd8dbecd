from django.urls import path

from incidents.desk.views import api, connections, guidance, incidents, now, paging, palette, slack

app_name = "desk"
urlpatterns = [
    path("", now.now, name="now"),
    path("api/", api.api, name="api"),
    path("palette/", palette.palette, name="palette"),
    path("search/", palette.search, name="search"),
    path("page-somebody/", paging.page_somebody, name="page_somebody"),
    path("slack/<str:token>/", slack.link, name="link_slack"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("connections/", connections.connections, name="connections"),
    path("help/", guidance.how_it_runs, name="help"),
]
