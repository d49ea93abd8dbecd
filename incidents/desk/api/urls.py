"""The addresses for programs, which only the door resolves."""

from django.urls import include, path

from incidents.desk.api.api import api

urlpatterns = [path("api/v1/", include((api.urls[0], "api")))]
