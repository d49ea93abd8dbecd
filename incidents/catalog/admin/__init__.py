"""What managers edit of the catalog, in the admin."""

from incidents.catalog.admin import configured, vendors

__all__ = ["configured", "vendors"]
