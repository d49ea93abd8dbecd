"""What is read by a link, without signing in."""

from django.urls import path

from incidents.comms.views import briefing

app_name = "briefing"
urlpatterns = [path("<str:token>/", briefing.page, name="page")]
