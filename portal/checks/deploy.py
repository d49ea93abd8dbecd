"""What must not reach the public internet: refused by `check --deploy`."""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SHORTEST_KEY, FEWEST_DIFFERENT = 50, 12
LOCAL = {"127.0.0.1", "localhost", "::1"}


@register(deploy=True)
def deployable(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    public = urlsplit(settings.SITE_URL).hostname not in LOCAL
    faults = (
        (settings.SECRET_KEY_IS_DEFAULT, "SECRET_KEY is not set.", "allclear.E001"),
        ("*" in settings.ALLOWED_HOSTS, "ALLOWED_HOSTS lets every host in.", "allclear.E002"),
        (public and settings.DEBUG, "DEBUG is on with a public SITE_URL.", "allclear.E003"),
        (public and settings.DEMO, "Demo mode is on with a public SITE_URL.", "allclear.E004"),
        (
            public and not settings.SITE_URL.startswith("https://"),
            "SITE_URL is public and not https.",
            "allclear.E005",
        ),
        (bool(os.environ.get("FAILPOINTS")), "FAILPOINTS are set.", "allclear.E006"),
        (
            any(_is_weak(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)),
            f"SECRET_KEY or one of its fallbacks is no {SHORTEST_KEY} random characters.",
            "allclear.E007",
        ),
    )
    return [Error(words, id=name) for holds, words, name in faults if holds]


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_DIFFERENT
