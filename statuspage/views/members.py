"""The page for people who signed in: what their audiences may see, at addresses of its own, so
that no cache of the public page can ever hold it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.people.models import User
from statuspage.models import Page
from statuspage.snapshot.facts import gather, with_updates
from statuspage.snapshot.sheets import frame, sheets


@require_safe
def members(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Rendered for this reader and kept by nobody."""
    if not isinstance(request.user, User):
        raise Http404("Sign in to read this page.")
    facts = gather(Page.objects.the_page(), at=timezone.now(), reader=request.user)
    sheet = next((one for one in sheets(facts) if one.path == f"/{rest}"), None)
    if sheet is None:
        raise Http404("There is no such page, or it is not for you.")
    if sheet.notice is not None:
        with_updates([sheet.notice], may_name={one.row.public_id for one in facts.components})
    document = sheet.render(facts, frame(facts))
    answer = HttpResponse(document.body, content_type=document.content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer
