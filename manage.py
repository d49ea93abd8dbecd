#!/usr/bin/env python
"""Allclear's command line."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line, load_command_class
from django.db import OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        if sys.argv[1:2] == ["up"]:
            # It minds the other programs; what they load it has no use for.
            load_command_class("portal", "up").run_from_argv(sys.argv)
        else:
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(2)
    except OperationalError as refusal:
        if getattr(refusal.__cause__, "sqlstate", None):
            raise
        # No server spoke: the reason is the address, not a program.
        first = str(refusal).strip().splitlines()[0]
        sys.stderr.write(f"The database cannot be used: {first}\n")
        sys.exit(2)
