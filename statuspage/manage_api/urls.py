"""The addresses for programs. They are a configuration of their own, which only the door
resolves, so that processes without such visitors need not hold what stands behind it."""

from django.urls import include, path

from statuspage.manage_api.api import api

urlpatterns = [path("v1/", include((api.urls[0], "manage_api")))]
