from django.urls import path

from portal.post.views import devices, ways

app_name = "ways"
urlpatterns = [
    path("ways/", ways.ways, name="ways"),
    path("ways/<slug:kind>/test/", ways.test, name="test"),
    path("devices/", devices.devices, name="devices"),
    path("devices/<int:pk>/removal/", devices.removal, name="removal"),
    path("devices/worker.js", devices.worker, name="worker"),
]
