from statuspage.manage_api.api import api

app_name = "manage_api"
urlpatterns = api.urls[0]
