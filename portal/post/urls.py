from django.urls import path

from portal.post.views import outbox

app_name = "post"
urlpatterns = [
    path("", outbox.outbox, name="outbox"),
    path("domains/<int:pk>/resumption/", outbox.domain_resumption, name="domain_resumption"),
    path("<int:pk>/", outbox.message, name="message"),
    path("<int:pk>/html/", outbox.html_part, name="html_part"),
    path("<int:pk>/halt/", outbox.halt, name="halt"),
    path("<int:pk>/resumption/", outbox.resumption, name="resumption"),
    path("deliveries/<int:pk>/retry/", outbox.retry, name="retry"),
]
