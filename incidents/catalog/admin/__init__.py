"""What managers edit of the catalog, in the admin."""

from incidents.catalog.admin import configured

__all__ = ["configured"]
