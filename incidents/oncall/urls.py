from django.urls import path

from incidents.oncall.views import answering, escalations, schedule

app_name = "oncall"
urlpatterns = [
    path("on-call/", schedule.schedule, name="schedule"),
    path("pages/<int:pk>/answer/", answering.answer_own, name="answer_own"),
    path("pages/<str:token>/", answering.answer, name="answer"),
    path("incidents/<str:reference>/escalations/", escalations.show, name="escalations"),
    path("incidents/<str:reference>/pages/", escalations.page_somebody, name="page_person"),
]
