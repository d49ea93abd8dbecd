from django.urls import path

from portal.post import views

app_name = "post"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("domains/<int:pk>/resumption/", views.domain_resumption, name="domain_resumption"),
    path("<int:pk>/", views.message, name="message"),
    path("<int:pk>/html/", views.html_part, name="html_part"),
    path("<int:pk>/halt/", views.halt, name="halt"),
    path("<int:pk>/resumption/", views.resumption, name="resumption"),
    path("deliveries/<int:pk>/retry/", views.retry, name="retry"),
]
