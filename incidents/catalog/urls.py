from django.urls import path

from incidents.catalog import vendor_pages, views

app_name = "catalog"
urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<slug:slug>/", views.service, name="service"),
    path("vendors/", vendor_pages.vendors, name="vendors"),
    path("vendors/<slug:vendor>/", vendor_pages.vendor, name="vendor"),
    path("guides/", views.guides, name="guides"),
    path("guides/<slug:guide>/", views.guide, name="guide"),
]
