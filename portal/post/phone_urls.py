from django.urls import path

from portal.post import phone

app_name = "phone"
urlpatterns = [path("<str:token>/", phone.call, name="call")]
