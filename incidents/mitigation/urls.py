from django.urls import path

from incidents.mitigation.views import checks

app_name = "mitigation"
_here = "incidents/<str:reference>/mitigation/"
urlpatterns = [
    path(_here, checks.mitigation, name="mitigation"),
    path(_here + "checks/", checks.add, name="checks"),
    path(_here + "checks/plan/", checks.plan, name="plan"),
    path(_here + "checks/<int:check_id>/observation/", checks.observe, name="observation"),
    path(_here + "checks/<int:check_id>/waiver/", checks.waive, name="waiver"),
]
