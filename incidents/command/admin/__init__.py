"""Incidents and the adapters of their war rooms in the admin."""

from incidents.command.admin import adapters, incidents

__all__ = ["adapters", "incidents"]
