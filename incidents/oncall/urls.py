from django.urls import path

from incidents.oncall.views import answering

app_name = "oncall"
urlpatterns = [
    path("pages/<str:token>/", answering.answer, name="answer"),
]
