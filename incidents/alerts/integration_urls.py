from django.urls import path

from incidents.alerts.views import integration_acts, integrations

_ONE = "<int:integration>/"
urlpatterns = [
    path("", integrations.integrations, name="integrations"),
    path("new/", integrations.new_integration, name="new_integration"),
    path(_ONE, integrations.integration, name="integration"),
    path(_ONE + "secret/", integrations.new_secret, name="new_secret"),
    path(_ONE + "test/", integration_acts.send_test, name="send_test"),
    path(_ONE + "state/", integration_acts.switch, name="switch"),
    path(_ONE + "mapping/", integration_acts.mapping, name="mapping"),
    path(
        _ONE + "subscriptions/<int:subscription>/",
        integration_acts.confirmation,
        name="confirmation",
    ),
    path(_ONE + "arrivals/<int:arrival>/", integration_acts.arrival, name="arrival"),
    path(_ONE + "arrivals/<int:arrival>/again/", integration_acts.again, name="again"),
]
