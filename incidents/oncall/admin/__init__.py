"""Who is on call, how people are paged and how others are asked, in the admin."""

from incidents.oncall.admin import duties, paging, requests

__all__ = ["duties", "paging", "requests"]
