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
app.conf.update(
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_publish_retry=False,
    accept_content=["json"],
    timezone="UTC",
    worker_hijack_root_logger=False,
    beat_scheduler="portal.checks.beat.PulsingScheduler",
    beat_schedule={
        "ring due timers": {"task": "clock.ring_due", "schedule": 1.0, "options": {"expires": 5}},
        "sweep the outbox": {"task": "post.sweep", "schedule": 5.0, "options": {"expires": 10}},
        "run errands": {"task": "command.run_errands", "schedule": 5.0, "options": {"expires": 10}},
        "audit escalations": {
            "task": "oncall.audit_escalations",
            "schedule": 60.0,
            "options": {"expires": 50},
        },
        "beat the heart": {
            "task": "checks.heartbeat",
            "schedule": 15.0,
            "options": {"expires": 30},
        },
    },
)
app.autodiscover_tasks()


@worker_before_create_process.connect
def share_what_is_loaded(**_: object) -> None:
    """A child that never looks at its parent's objects for rubbish needs no copy of them."""
    gc.collect()
    gc.freeze()
