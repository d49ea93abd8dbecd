from django.urls import path

from incidents.oncall.views import answering, contact, escalations, policies, schedule

app_name = "oncall"
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
    path("incidents/<str:reference>/pages/", escalations.page_somebody, name="page_person"),
]
