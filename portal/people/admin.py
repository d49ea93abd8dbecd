from django.contrib import admin

from portal.people.models import User

admin.site.register(User)
