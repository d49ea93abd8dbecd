from django.urls import include, path

from incidents.alerts.formats.registry import DOORS
from incidents.alerts.views import acting, inbox, one, rules, suppressions
from incidents.alerts.views.receiving import receiver

app_name = "alerts"
urlpatterns = [
    *(path(door.path, receiver(door)) for door in DOORS),
    path("portal/integrations/", include("incidents.alerts.integration_urls")),
    path("portal/alerts/", inbox.inbox, name="inbox"),
    path("portal/alerts/news/", inbox.news, name="news"),
    path("portal/alerts/act/", acting.act, name="act"),
    path("portal/alerts/noise/", one.noise, name="noise"),
    path("portal/alerts/suppressions/", suppressions.suppressions, name="suppressions"),
    path("portal/alerts/suppressions/<int:suppression>/lifting/", suppressions.lift, name="lift"),
    path("portal/alerts/rules/", rules.all_rules, name="all_rules"),
    path("portal/alerts/rules/<int:integration>/", rules.rules, name="rules"),
    path("portal/alerts/rules/<int:integration>/new/", rules.add_rule, name="add_rule"),
    path("portal/alerts/rules/<int:integration>/<int:rule_id>/", rules.edit_rule, name="edit_rule"),
    path("portal/alerts/rules/<int:integration>/<int:rule_id>/turn/", rules.move, name="move_rule"),
    path("portal/alerts/<int:alert>/", one.show_alert, name="alert"),
]
