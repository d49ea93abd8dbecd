"""The status page in the admin, by family."""

from statuspage.admin import components, notices, pages, subscribers

__all__ = ["components", "notices", "pages", "subscribers"]
