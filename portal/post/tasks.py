"""Knocks: deliver a lane, or look whether anything was missed."""

from celery import shared_task

from portal.post.claims import lanes_with_work
from portal.post.delivering import deliver_lane


@shared_task(name="post.deliver")
def deliver(lane: str) -> int:
    return deliver_lane(lane)


@shared_task(name="post.sweep")
def sweep() -> int:
    return sum(deliver_lane(lane, seconds=5) for lane in lanes_with_work())
