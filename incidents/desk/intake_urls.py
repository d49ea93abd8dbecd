"""What comes in from chat."""

from django.urls import path

from incidents.desk.views import slack

app_name = "desk_intake"
urlpatterns = [path("slack/", slack.receive, name="slack")]
