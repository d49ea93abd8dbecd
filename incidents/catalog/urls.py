from django.urls import path

from incidents.catalog import views

app_name = "catalog"
urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<slug:slug>/", views.service, name="service"),
    path("vendors/", views.vendors, name="vendors"),
    path("vendors/<slug:vendor>/", views.vendor, name="vendor"),
    path("guides/", views.guides, name="guides"),
    path("guides/<slug:guide>/", views.guide, name="guide"),
]
