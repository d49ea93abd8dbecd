from django.urls import path

from portal.post.views import phone

app_name = "phone"
urlpatterns = [path("<str:token>/", phone.call, name="call")]
