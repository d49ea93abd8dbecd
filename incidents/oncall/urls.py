from django.urls import path

from incidents.oncall.views import (
    answering,
    asking,
    contact,
    escalations,
    policies,
    requested,
    schedule,
    teams,
    waiting,
)

app_name = "oncall"
_requests = "incidents/<str:reference>/requests/"
urlpatterns = [
    path("on-call/", schedule.schedule, name="schedule"),
    path("on-call/policies/", policies.policies, name="policies"),
    path("account/contact/", contact.contact, name="contact"),
    path("account/contact/ways/", contact.add, name="contact_add"),
    path("account/contact/ways/<int:pk>/code/", contact.code, name="contact_code"),
    path(
        "account/contact/ways/<int:pk>/confirmation/",
        contact.confirmation,
        name="contact_confirmation",
    ),
    path("account/contact/ways/<int:pk>/removal/", contact.removal, name="contact_removal"),
    path("account/contact/ways/<str:key>/test/", contact.test, name="contact_test"),
    path("account/contact/rules/<str:urgency>/", contact.rules, name="contact_rules"),
    path("account/contact/quiet-hours/", contact.quiet_hours, name="contact_quiet_hours"),
    path("pages/<int:pk>/answer/", answering.answer_own, name="answer_own"),
    path("pages/<str:token>/", answering.answer, name="answer"),
    path("incidents/<str:reference>/escalations/", escalations.show, name="escalations"),
    path("incidents/<str:reference>/ladder/", escalations.ladder, name="ladder"),
    path("incidents/<str:reference>/escalations/next/", escalations.escalate, name="escalate"),
    path("asked/<str:token>/", requested.asked, name="asked"),
    path("permission/<str:token>/", requested.permission, name="permission"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<slug:team>/", teams.team, name="team"),
    path(_requests, asking.ask, name="ask_team"),
    path(_requests + "question/", asking.question, name="question"),
    path(_requests + "waiting/", waiting.waiting, name="waiting"),
    path(_requests + "vendors/", waiting.vendors, name="vendor_cards"),
    path(_requests + "<int:number>/answer/", waiting.answer, name="answer_request"),
    path(_requests + "<int:number>/reminder/", waiting.remind, name="remind_team"),
    path(_requests + "<int:number>/next/", waiting.escalate, name="pass_on_request"),
    path(_requests + "<int:number>/fix/", waiting.fixed, name="record_fix"),
    path("incidents/<str:reference>/permissions/", waiting.permissions, name="ask_permission"),
    path(
        "incidents/<str:reference>/permissions/<int:number>/decision/",
        waiting.decision,
        name="decide_permission",
    ),
    path("incidents/<str:reference>/delays/", waiting.delays, name="record_delay"),
    path("incidents/<str:reference>/pages/", escalations.page_somebody, name="page_person"),
]
