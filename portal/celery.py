"""The Celery application. Tasks carry ids only; what is owed stands in the database."""

import gc
import os

from celery import Celery
from celery.signals import worker_before_create_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Checks load every screen into processes that show none; a deploy runs them before.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("allclear")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_before_create_process.connect
def share_what_is_loaded(**_: object) -> None:
    """A child that never looks at its parent's objects for rubbish needs no copy of them."""
    gc.collect()
    gc.freeze()
