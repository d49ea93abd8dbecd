"""The published style sheet, script and icon, each at an address of its content."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings

from statuspage.models import Page
from statuspage.snapshot.documents import FOREVER, Document


def asset_links() -> dict[str, str]:
    """Where the published style sheet and script are."""
    css, js, icon = asset_documents()
    return {"css_url": css.path, "js_url": js.path, "icon_url": icon.path}


def face(page: Page, wanted: str) -> dict[str, Any]:
    """What a page that is made while its reader waits shows around its content, in the wanted
    language where the page speaks it."""
    language = page.language_for(wanted)
    root = "" if language == page.languages[0] else f"/{language}"
    return {"page": page, "language": language, "root": root, **asset_links()}


def asset_documents() -> list[Document]:
    return [
        _asset("css/public.css", "text/css; charset=utf-8"),
        _asset("js/public.js", "text/javascript; charset=utf-8"),
        _asset("public.svg", "image/svg+xml"),
    ]


def static_bytes(name: str) -> bytes:
    return (Path(settings.BASE_DIR) / "static" / name).read_bytes()


def _asset(name: str, content_type: str) -> Document:
    body = static_bytes(name)
    stem, _, suffix = name.rpartition("/")[2].partition(".")
    digest = hashlib.sha256(body).hexdigest()[:10]
    return Document(f"/assets/{stem}-{digest}.{suffix}", body, content_type, FOREVER)
