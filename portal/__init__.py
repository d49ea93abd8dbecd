"""The building. The Celery application is loaded with it, so that every process knows it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
