"""The Celery application. Tasks carry ids only; what is owed stands in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Checks load every screen into processes that show none; a deploy runs them before.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("allclear")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
