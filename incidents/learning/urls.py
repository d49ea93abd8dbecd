from django.urls import path

from incidents.learning.views import followups, postmortems, reports, reviews

app_name = "learning"
_one = "incidents/<str:reference>/postmortem/"
_action = "follow-ups/<int:pk>/"
urlpatterns = [
    path("follow-ups/", followups.followups, name="followups"),
    path(_action, followups.action, name="action"),
    path(_action + "completion/", followups.completion, name="completion"),
    path(_action + "verification/", followups.verification, name="verification"),
    path(_action + "reopening/", followups.reopening, name="reopening"),
    path(_one, postmortems.postmortem, name="postmortem"),
    path(_one + "actions/", followups.new_action, name="actions"),
    path(_one + "approval/", reviews.approval, name="approval"),
    path(_one + "markdown/", postmortems.markdown, name="markdown"),
    path(_one + "opening/", reviews.opening, name="opening"),
    path(_one + "owner/", reviews.owner, name="owner"),
    path(_one + "publication/", reviews.publication, name="publication"),
    path(_one + "report/", reports.report, name="report"),
    path(_one + "return/", reviews.return_to_draft, name="return"),
    path(_one + "waiver/", reviews.waiver, name="waiver"),
]
