from django.urls import path

from incidents.learning.views import followups, postmortems

app_name = "learning"
_one = "incidents/<str:reference>/postmortem/"
urlpatterns = [
    path("follow-ups/", followups.followups, name="followups"),
    path("follow-ups/<int:pk>/", followups.settle, name="settle"),
    path(_one, postmortems.postmortem, name="postmortem"),
    path(_one + "review/", postmortems.review, name="review"),
    path(_one + "actions/", postmortems.add, name="actions"),
    path(_one + "markdown/", postmortems.markdown, name="markdown"),
]
