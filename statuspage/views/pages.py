"""Public pages, when the front has none ready yet."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from statuspage.actions.touch_page import touch_page
from statuspage.headers import document_headers
from statuspage.snapshot.assets import asset_documents
from statuspage.snapshot.embeds import FRAME
from statuspage.snapshot.folder import read_manifest
from statuspage.snapshot.publishing import publish_site
from statuspage.views.unknown import unknown


@require_safe
@login_not_required
def published(request: HttpRequest, **_: str) -> HttpResponse:
    """Publish what is not out yet, then answer with it; 404 for what is not public."""
    if not read_manifest(settings.PUBLIC_DIR).rows and settings.FACE != "public":
        touch_page(at=timezone.now())
        publish_site()
    row = read_manifest(settings.PUBLIC_DIR).rows.get(request.path)
    if row is None:
        return _new_asset(request) or unknown(request)
    body = (settings.PUBLIC_DIR / row["file"]).read_bytes()
    headers = {**dict(document_headers(request.path)), "Cache-Control": row["cache"]}
    answer = HttpResponse(body, content_type=row["type"], headers=headers)
    answer.xframe_options_exempt = request.path == FRAME
    return answer


def _new_asset(request: HttpRequest) -> HttpResponse | None:
    """A style sheet or script of this version that no edition has published yet."""
    for one in asset_documents():
        if one.path == request.path:
            headers = {**dict(document_headers(one.path)), "Cache-Control": one.cache}
            return HttpResponse(one.body, content_type=one.content_type, headers=headers)
    return None
