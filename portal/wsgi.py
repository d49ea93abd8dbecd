"""The web server's entry: the public front first, Django behind it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from portal.checks.gate import Gate
from portal.web.chunks import Chunks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django_application = get_wsgi_application()
application = import_string(settings.PUBLIC_FRONT)(Gate(Chunks(django_application)))
