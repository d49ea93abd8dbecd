"""The rooms of those who look after the status page."""

from django.urls import path

from statuspage.views.desk import (
    banners,
    components,
    corrections,
    home,
    maintenance,
    notices,
    past,
    setup,
    subscribers,
)

app_name = "status_desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.compose, name="compose"),
    path("notices/past/", past.past, name="past"),
    path("notices/preview/", notices.preview, name="preview"),
    path("notices/<str:public_id>/", notices.notice, name="notice"),
    path("notices/<str:public_id>/edit/", corrections.edit, name="edit"),
    path("notices/<str:public_id>/retraction/", corrections.retraction, name="retraction"),
    path("notices/<str:public_id>/report/", corrections.report, name="report"),
    path("updates/<str:update_id>/", corrections.edit_words, name="edit_update"),
    path("components/", components.board, name="components"),
    path("components/new/", components.add, name="add_component"),
    path("components/groups/", components.group, name="add_group"),
    path("components/groups/<str:group_id>/", components.group, name="group"),
    path("components/<str:component_id>/", components.component, name="component"),
    path("components/<str:component_id>/status/", components.status, name="component_status"),
    path("components/<str:component_id>/corrections/", components.correction, name="correction"),
    path(
        "corrections/<int:correction_id>/withdrawal/",
        components.withdrawal,
        name="withdraw_correction",
    ),
    path("maintenance/", maintenance.calendar, name="maintenance"),
    path("maintenance/new/", maintenance.plan, name="plan"),
    path("maintenance/<str:maintenance_id>/", maintenance.one, name="maintenance_one"),
    path("maintenance/<str:maintenance_id>/step/", maintenance.step, name="maintenance_step"),
    path("maintenance/<str:maintenance_id>/window/", maintenance.move, name="maintenance_move"),
    path("subscribers/", subscribers.subscribers, name="subscribers"),
    path("subscribers/add/", subscribers.add, name="add_subscriber"),
    path("subscribers/import/", subscribers.bring_in, name="import"),
    path("subscribers/export/", subscribers.export, name="export"),
    path("subscribers/<int:subscriber_id>/", subscribers.subscriber, name="subscriber"),
    path(
        "subscribers/<int:subscriber_id>/unsubscription/",
        subscribers.unsubscription,
        name="unsubscription",
    ),
    path("subscribers/<int:subscriber_id>/resumption/", subscribers.resumption, name="resumption"),
    path(
        "subscribers/<int:subscriber_id>/confirmation/",
        subscribers.confirmation,
        name="confirmation",
    ),
    path("announcements/", banners.announcements, name="announcements"),
    path(
        "announcements/<str:announcement_id>/withdrawal/",
        banners.withdrawal,
        name="withdraw_announcement",
    ),
    path("templates/", banners.templates, name="templates"),
    path("templates/<str:template_id>/", banners.templates, name="template"),
    path("page/", setup.page, name="page"),
    path("page/audiences/", setup.audience, name="add_audience"),
    path("page/audiences/<int:audience_id>/", setup.audience, name="audience"),
]
