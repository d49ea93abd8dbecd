from django.urls import path

from portal.post import intake

app_name = "mail_events"
urlpatterns = [path("<slug:provider>/tracking/", intake.tracking, name="tracking")]
